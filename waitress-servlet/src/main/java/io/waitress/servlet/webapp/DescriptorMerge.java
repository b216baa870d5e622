package io.waitress.servlet.webapp;

import io.waitress.servlet.webapp.MergeRules.Rule;
import io.waitress.servlet.webapp.RankedElement.Rank;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges {@code web.xml}, fragments and annotations into one descriptor (Servlet 6.1, section 8.2.3), element by element:
 * each keeps its file and line, so that whoever reads the result complains about the right place. Annotations take part
 * in the form of the elements that say the same. Stateless.
 */
final class DescriptorMerge {

    /**
     * Some elements of the application.
     *
     * @param rank where they come from
     * @param elements in the order in which they are declared
     */
    record Part(Rank rank, List<XmlElement> elements) {
    }

    private DescriptorMerge() {
    }

    /**
     * Merges a descriptor.
     *
     * @param main the outermost element of {@code web.xml}; each descriptor has been read alone before, so that none has
     *     a mistake in itself
     * @param parts everything, its own elements included, in the order in which it takes effect
     * @return an element that says what all of them say together
     * @throws DescriptorException if two fragments, or two annotations, contradict each other, and web.xml does not decide
     */
    static XmlElement merge(XmlElement main, List<Part> parts) {
        List<RankedElement> all = new ArrayList<>();
        for (Part part : parts) {
            for (XmlElement element : part.elements) {
                boolean dropped = part.rank != Rank.WEB_XML && element.descriptive()
                        || element.name().equals("distributable");
                if (!dropped) {
                    all.add(new RankedElement(part.rank, element));
                }
            }
        }
        List<XmlElement> merged = new ArrayList<>(merge(MappingRanks.resolve(all), MergeRules.WEB_APP));
        distributable(parts, merged);
        return main.withChildren(merged);
    }

    /** An application is distributable if all its descriptors say so. */
    private static void distributable(List<Part> parts, List<XmlElement> merged) {
        XmlElement said = null;
        for (Part part : parts) {
            if (part.rank != Rank.ANNOTATION) {
                said = part.elements.stream().filter(element -> element.name().equals("distributable")).findFirst()
                        .orElse(null);
                if (said == null) {
                    return;
                }
            }
        }
        if (said != null) {
            merged.add(said);
        }
    }

    private static List<XmlElement> merge(List<RankedElement> all, MergeRules rules) {
        Map<String, List<RankedElement>> groups = new LinkedHashMap<>();
        for (RankedElement ranked : all) {
            String key = rules.of(ranked.element()).key().apply(ranked.element());
            groups.computeIfAbsent(key, any -> new ArrayList<>()).add(ranked);
        }
        List<XmlElement> merged = new ArrayList<>();
        groups.values().forEach(group -> merged.addAll(merge(group, rules.of(group.get(0).element()))));
        return merged;
    }

    private static List<XmlElement> merge(List<RankedElement> group, Rule rule) {
        Rank first = group.stream().map(RankedElement::rank).min(Rank::compareTo).orElseThrow();
        List<XmlElement> deciding = of(first, group);
        return switch (rule.policy()) {
            case ALL -> group.stream().map(RankedElement::element).toList();
            case FIRST -> List.of(group.get(0).element());
            case ONE -> first == Rank.WEB_XML ? deciding : List.of(agreed(deciding));
            case RANK -> first != Rank.ANNOTATION && deciding.get(0).name().equals("filter-mapping")
                    ? FilterMappingMerge.complete(deciding, of(Rank.ANNOTATION, group))
                    : deciding;
            case MERGED -> {
                List<RankedElement> children = new ArrayList<>();
                for (RankedElement ranked : group) {
                    ranked.element().children().forEach(child -> children.add(new RankedElement(ranked.rank(), child)));
                }
                yield List.of(deciding.get(0).withChildren(merge(children, rule.inside())));
            }
        };
    }

    private static List<XmlElement> of(Rank rank, List<RankedElement> group) {
        return group.stream().filter(ranked -> ranked.rank() == rank).map(RankedElement::element).toList();
    }

    private static XmlElement agreed(List<XmlElement> elements) {
        XmlElement first = elements.get(0);
        for (XmlElement other : elements) {
            if (!other.file().equals(first.file()) && !same(first, other)) {
                throw other.error(describe(other) + " contradicts " + describe(first) + " in " + first.place()
                        + "; expected the two to agree, or web.xml to decide");
            }
        }
        return first;
    }

    private static String describe(XmlElement element) {
        if (element.children().isEmpty()) {
            return element.tag() + " '" + element.text() + "'";
        }
        StringBuilder text = new StringBuilder(element.tag());
        for (XmlElement child : element.children()) {
            if (child.children().isEmpty() && !child.descriptive()) {
                text.append(' ').append(child.tag()).append(" '").append(child.text()).append('\'');
            }
        }
        return text.toString();
    }

    /** Tells whether two elements say the same, wherever they stand and whatever they say to people. */
    private static boolean same(XmlElement a, XmlElement b) {
        if (!a.name().equals(b.name()) || !a.text().equals(b.text())) {
            return false;
        }
        List<XmlElement> left = meaningful(a);
        List<XmlElement> right = meaningful(b);
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<XmlElement> meaningful(XmlElement element) {
        return element.children().stream()
                .filter(child -> !child.descriptive() && !child.name().equals("injection-target")).toList();
    }
}
