package io.waitress.servlet.webapp;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How the elements of one parent are merged (Servlet 6.1, section 8.2.3).
 *
 * @param rules by element name
 * @param others for all other elements
 */
record MergeRules(Map<String, Rule> rules, Rule others) {

    /** What happens to elements that mean the same thing. */
    enum Policy {
        /** Each one counts. */
        ALL,
        /** The first one counts. */
        FIRST,
        /** Those of the descriptor that comes first in rank count; if there are several such, they must agree. */
        ONE,
        /** All those count that are of the first rank. */
        RANK,
        /** They become one element, whose children are merged in turn. */
        MERGED
    }

    /**
     * The rule for one kind of element.
     *
     * @param policy what happens to elements that mean the same thing
     * @param key gives the same text for those elements
     * @param inside the rules for the children, if these are merged
     */
    record Rule(Policy policy, Function<XmlElement, String> key, MergeRules inside) {

        static Rule of(Policy policy, Function<XmlElement, String> key) {
            return new Rule(policy, key, null);
        }
    }

    private static final Rule SINGLE = Rule.of(Policy.ONE, XmlElement::name);
    private static final Rule IGNORED_IN_SECOND = Rule.of(Policy.FIRST, XmlElement::name);
    private static final Rule INIT_PARAM = Rule.of(Policy.ONE, child("param-name"));

    private static final MergeRules COMPONENT = new MergeRules(Map.of(
            "init-param", INIT_PARAM,
            "security-role-ref", Rule.of(Policy.ONE, child("role-name")),
            "servlet-class", Rule.of(Policy.ONE, element -> "servlet-class or jsp-file"),
            "jsp-file", Rule.of(Policy.ONE, element -> "servlet-class or jsp-file"),
            "description", IGNORED_IN_SECOND,
            "display-name", IGNORED_IN_SECOND,
            "icon", IGNORED_IN_SECOND), SINGLE);

    private static final MergeRules COOKIE = new MergeRules(Map.of(
            "attribute", Rule.of(Policy.ONE, child("attribute-name"))), SINGLE);

    private static final MergeRules SESSION = new MergeRules(Map.of(
            "cookie-config", new Rule(Policy.MERGED, XmlElement::name, COOKIE),
            "tracking-mode", Rule.of(Policy.RANK, XmlElement::name)), SINGLE);

    private static final MergeRules JSP = new MergeRules(Map.of(
            "taglib", Rule.of(Policy.ONE, child("taglib-uri")),
            "jsp-property-group", Rule.of(Policy.ALL, XmlElement::name)), SINGLE);

    private static final MergeRules WELCOME = new MergeRules(Map.of(),
            Rule.of(Policy.FIRST, XmlElement::text));

    private static final MergeRules LOCALES = new MergeRules(Map.of(),
            Rule.of(Policy.ONE, child("locale")));

    /** For the elements of a whole descriptor. */
    static final MergeRules WEB_APP = new MergeRules(Map.ofEntries(
            Map.entry("servlet", new Rule(Policy.MERGED, child("servlet-name"), COMPONENT)),
            Map.entry("filter", new Rule(Policy.MERGED, child("filter-name"), COMPONENT)),
            Map.entry("servlet-mapping", Rule.of(Policy.RANK, child("servlet-name"))),
            Map.entry("filter-mapping", Rule.of(Policy.RANK, child("filter-name"))),
            Map.entry("listener", Rule.of(Policy.FIRST, child("listener-class"))),
            Map.entry("context-param", Rule.of(Policy.ONE, child("param-name"))),
            Map.entry("mime-mapping", Rule.of(Policy.ONE, child("extension").andThen(
                    extension -> extension.toLowerCase(Locale.ROOT)))),
            Map.entry("error-page", Rule.of(Policy.ONE,
                    page -> child("error-code").apply(page) + " " + child("exception-type").apply(page))),
            Map.entry("security-constraint", Rule.of(Policy.ALL, XmlElement::name)),
            Map.entry("security-role", Rule.of(Policy.FIRST, child("role-name"))),
            Map.entry("session-config", new Rule(Policy.MERGED, XmlElement::name, SESSION)),
            Map.entry("jsp-config", new Rule(Policy.MERGED, XmlElement::name, JSP)),
            Map.entry("taglib", Rule.of(Policy.ONE, child("taglib-uri"))),
            Map.entry("welcome-file-list", new Rule(Policy.MERGED, XmlElement::name, WELCOME)),
            Map.entry("locale-encoding-mapping-list", new Rule(Policy.MERGED, XmlElement::name, LOCALES)),
            Map.entry("post-construct", Rule.of(Policy.RANK, XmlElement::name)),
            Map.entry("pre-destroy", Rule.of(Policy.RANK, XmlElement::name)),
            Map.entry("env-entry", reference("env-entry-name")),
            Map.entry("ejb-ref", reference("ejb-ref-name")),
            Map.entry("ejb-local-ref", reference("ejb-ref-name")),
            Map.entry("service-ref", reference("service-ref-name")),
            Map.entry("resource-ref", reference("res-ref-name")),
            Map.entry("resource-env-ref", reference("resource-env-ref-name")),
            Map.entry("message-destination", reference("message-destination-name")),
            Map.entry("message-destination-ref", reference("message-destination-ref-name")),
            Map.entry("persistence-context-ref", reference("persistence-context-ref-name")),
            Map.entry("persistence-unit-ref", reference("persistence-unit-ref-name")),
            Map.entry("administered-object", reference("name")),
            Map.entry("connection-factory", reference("name")),
            Map.entry("context-service", reference("name")),
            Map.entry("data-source", reference("name")),
            Map.entry("jms-connection-factory", reference("name")),
            Map.entry("jms-destination", reference("name")),
            Map.entry("mail-session", reference("name")),
            Map.entry("managed-executor", reference("name")),
            Map.entry("managed-scheduled-executor", reference("name")),
            Map.entry("managed-thread-factory", reference("name"))), SINGLE);

    Rule of(XmlElement element) {
        return rules.getOrDefault(element.name(), others);
    }

    private static Rule reference(String name) {
        return Rule.of(Policy.ONE, child(name));
    }

    /** The element's name with the text of its first child of a name; readers have complained if there is none. */
    private static Function<XmlElement, String> child(String name) {
        return element -> element.name() + " "
                + element.all(name).stream().findFirst().map(XmlElement::text).orElse("");
    }
}
