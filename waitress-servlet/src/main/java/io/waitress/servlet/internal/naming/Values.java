package io.waitress.servlet.internal.naming;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Map;

/** Reads values from text: the types of {@code env-entry} (Jakarta EE 11, section 5.4.1.3) and URLs. Stateless. */
final class Values {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(boolean.class, Boolean.class, char.class,
            Character.class, byte.class, Byte.class, short.class, Short.class, int.class, Integer.class, long.class,
            Long.class, float.class, Float.class, double.class, Double.class);

    private Values() {
    }

    /** Tells whether values of a type can be written as text. */
    static boolean readable(Class<?> type) {
        return type == String.class || type == Class.class || type == URL.class || type.isEnum() || type.isPrimitive()
                || BOXES.containsValue(type);
    }

    /** Returns the class of objects of a type, which is another for {@code int} and the like. */
    static Class<?> boxed(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    /**
     * Reads a value.
     *
     * @param type one that is {@link #readable}
     * @param loader finds classes that are values
     * @throws IllegalArgumentException if the text is no value of the type; the message says what was expected
     */
    static Object read(Class<?> type, String text, ClassLoader loader) {
        Class<?> wanted = boxed(type);
        try {
            if (wanted == String.class) {
                return text;
            }
            if (wanted == Boolean.class) {
                return truth(text);
            }
            if (wanted == Character.class && text.length() == 1) {
                return text.charAt(0);
            }
            if (Number.class.isAssignableFrom(wanted)) {
                return number(wanted, text.strip());
            }
            if (wanted == Class.class) {
                return Class.forName(text, false, loader);
            }
            if (wanted == URL.class) {
                return URI.create(text).toURL();
            }
            if (wanted.isEnum()) {
                return constant(wanted, text);
            }
        } catch (IllegalArgumentException | ClassNotFoundException | LinkageError | MalformedURLException ignored) {
            // the error below says it better
        }
        throw new IllegalArgumentException("'" + text + "' is no " + type.getName() + (wanted.isEnum()
                ? "; expected one of " + Arrays.toString(wanted.getEnumConstants()) : ""));
    }

    private static Object truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException(text);
    }

    private static Object number(Class<?> type, String text) {
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Short.class) {
            return Short.valueOf(text);
        }
        if (type == Byte.class) {
            return Byte.valueOf(text);
        }
        return type == Float.class ? (Object) Float.valueOf(text) : (Object) Double.valueOf(text);
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }
}
