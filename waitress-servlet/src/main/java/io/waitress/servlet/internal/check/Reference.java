package io.waitress.servlet.internal.check;

/**
 * Something that the application expects in {@code java:comp/env}.
 *
 * @param element the element that declares it, such as {@code resource-ref}
 * @param name its name
 * @param type the type that it is to have, or empty
 * @param file the descriptor
 * @param line the line, from 1, or 0
 */
public record Reference(String element, String name, String type, String file, int line) {
}
