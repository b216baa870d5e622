package io.waitress.servlet.webapp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One element of a descriptor, with where it stands, so that every complaint names file and line.
 *
 * @param file the descriptor's path inside the application
 * @param line the line of its start tag
 * @param name the local name
 * @param attributes by local name
 * @param children the elements inside
 * @param text the text directly inside, trimmed
 */
record XmlElement(
        String file, int line, String name, Map<String, String> attributes, List<XmlElement> children, String text) {

    /** For people and tools, without meaning to a server: allowed everywhere, since that is where people put them. */
    private static final Set<String> DESCRIPTIVE =
            Set.of("description", "display-name", "icon", "small-icon", "large-icon");

    DescriptorException error(String problem) {
        return new DescriptorException(file, line, problem, null);
    }

    String tag() {
        return "<" + name + ">";
    }

    boolean descriptive() {
        return DESCRIPTIVE.contains(name);
    }

    /** Returns the same element with other elements inside. */
    XmlElement withChildren(List<XmlElement> others) {
        return new XmlElement(file, line, name, attributes, List.copyOf(others), text);
    }

    /** Returns where the element stands, as messages begin. */
    String place() {
        return line > 0 ? file + ":" + line : file;
    }

    /** Refuses children other than those named (and descriptive ones). */
    XmlElement allow(String... names) {
        List<String> allowed = Arrays.asList(names);
        for (XmlElement child : children) {
            if (!allowed.contains(child.name) && !child.descriptive()) {
                throw child.error("unknown element " + child.tag() + " in " + tag() + "; expected "
                        + (allowed.isEmpty() ? "no element" : "<" + String.join(">, <", allowed) + ">"));
            }
        }
        return this;
    }

    List<XmlElement> all(String childName) {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement child : children) {
            if (child.name.equals(childName)) {
                found.add(child);
            }
        }
        return found;
    }

    /** Returns the only child of that name, or null; refuses a second one. */
    XmlElement only(String childName) {
        List<XmlElement> found = all(childName);
        if (found.size() > 1) {
            throw found.get(1).error("second <" + childName + "> in " + tag() + ", the first is in line "
                    + found.get(0).line + "; expected at most one");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    XmlElement required(String childName) {
        XmlElement child = only(childName);
        if (child == null) {
            throw error(tag() + " lacks <" + childName + ">");
        }
        return child;
    }

    /** Returns this element's text, which must not be empty. */
    String value() {
        if (text.isEmpty()) {
            throw error(tag() + " is empty; expected a value");
        }
        return text;
    }

    String requiredValue(String childName) {
        return required(childName).value();
    }

    /** Returns the text of the only child of that name, or null if there is none or it is empty. */
    String optionalValue(String childName) {
        XmlElement child = only(childName);
        return child == null || child.text.isEmpty() ? null : child.text;
    }

    List<String> values(String childName) {
        List<String> values = new ArrayList<>();
        for (XmlElement child : all(childName)) {
            values.add(child.value());
        }
        return values;
    }

    boolean flag() {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw error(tag() + " is '" + text + "'; expected true or false");
        };
    }

    int integer() {
        return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    long number(long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // the error below says it better
        }
        throw error(tag() + " is '" + text + "'; expected a whole number from " + least + " to " + most);
    }

    /** Returns the constant that the text names, in any case. */
    <E extends Enum<E>> E constant(Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw error(tag() + " is '" + text + "'; expected one of " + Arrays.toString(type.getEnumConstants()));
    }

    /** Makes a value whose constructor checks it, so that its complaint gets file and line. */
    <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (DescriptorException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new DescriptorException(file, line, e.getMessage(), e);
        }
    }
}
