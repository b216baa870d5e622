package io.waitress.servlet.internal.model;

/**
 * How users log in.
 *
 * @param method {@code BASIC}, {@code DIGEST}, {@code FORM} or {@code CLIENT-CERT}; null for none
 * @param realm the realm's name, or null
 * @param loginPage the page of the FORM method, or null
 * @param errorPage the error page of the FORM method, or null
 */
public record LoginSettings(String method, String realm, String loginPage, String errorPage) {
}
