package io.waitress.servlet.internal.check;

/**
 * A servlet, filter or listener that is declared.
 *
 * @param what what it is, in words: {@code servlet 'cart'}
 * @param className its class
 * @param atStart whether the application does not start without it
 */
public record Component(String what, String className, boolean atStart) {
}
