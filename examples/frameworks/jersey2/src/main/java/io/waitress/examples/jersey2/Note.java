package io.waitress.examples.jersey2;

/**
 * What is stored.
 *
 * @param text not empty
 * @param stars from 1 to 5
 */
public record Note(String text, int stars) {
}
