package io.waitress.servlet.cli;

import io.waitress.servlet.security.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the text that stands for a password in the file of {@code --users}. The password comes from the terminal, twice
 * and unseen, or from the first line of the standard input; never from the command line, which others can see.
 */
final class HashPassword {

    private HashPassword() {
    }

    /**
     * Reads a password and returns the text for it.
     *
     * @param console the terminal, or null to read from {@code input}
     * @throws LaunchException if there is no password, or it was given differently the second time
     */
    static String run(Console console, InputStream input) throws LaunchException {
        String password = console == null ? line(input) : typed(console);
        if (password == null || password.isEmpty()) {
            throw new LaunchException("no password given; expected one on the terminal, or in the first line of the"
                    + " standard input", null);
        }
        return PasswordHash.of(password).text();
    }

    /** Returns the terminal, or null if the input comes from elsewhere. */
    static Console terminal() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try { // since Java 22 there may be a console without a terminal
            return (boolean) Console.class.getMethod("isTerminal").invoke(console) ? console : null;
        } catch (ReflectiveOperationException ignored) {
            return console;
        }
    }

    private static String typed(Console console) throws LaunchException {
        char[] first = console.readPassword("Password: ");
        char[] second = first == null ? null : console.readPassword("Again: ");
        if (!Arrays.equals(first, second)) {
            throw new LaunchException("the passwords differ", null);
        }
        return first == null ? null : new String(first);
    }

    private static String line(InputStream input) throws LaunchException {
        try {
            return new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new LaunchException("the standard input cannot be read: " + e.getMessage(), e);
        }
    }
}
