package io.waitress.servlet.webapp;

import io.waitress.servlet.webapp.RankedElement.Rank;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides to whom a URL pattern belongs that is given to several servlets: the descriptor of the earlier rank has it, as
 * {@code web.xml} has the last word over fragments, and those over annotations. Within one rank it is a mistake that the
 * reader of the merged descriptor finds. Stateless.
 */
final class MappingRanks {

    private static final Logger LOG = LoggerFactory.getLogger(MappingRanks.class);

    private MappingRanks() {
    }

    private record Owner(Rank rank, String servlet, XmlElement mapping) {
    }

    /** Returns the same elements without the patterns that belong to the servlet of another rank. */
    static List<RankedElement> resolve(List<RankedElement> all) {
        Map<String, Owner> owners = new HashMap<>();
        for (RankedElement mapping : all) {
            if (isServletMapping(mapping.element())) {
                Owner owner = new Owner(mapping.rank(), servlet(mapping.element()), mapping.element());
                for (XmlElement pattern : mapping.element().all("url-pattern")) {
                    owners.merge(pattern.text(), owner,
                            (one, other) -> one.rank.compareTo(other.rank) <= 0 ? one : other);
                }
            }
        }
        List<RankedElement> resolved = new ArrayList<>();
        for (RankedElement mapping : all) {
            XmlElement left = isServletMapping(mapping.element()) ? withoutLost(mapping, owners) : mapping.element();
            if (left != null) {
                resolved.add(new RankedElement(mapping.rank(), left));
            }
        }
        return resolved;
    }

    private static XmlElement withoutLost(RankedElement mapping, Map<String, Owner> owners) {
        List<XmlElement> kept = new ArrayList<>();
        boolean patterns = false;
        for (XmlElement child : mapping.element().children()) {
            Owner owner = child.name().equals("url-pattern") ? owners.get(child.text()) : null;
            if (owner != null && owner.rank != mapping.rank() && !owner.servlet.equals(servlet(mapping.element()))) {
                LOG.info("{}: the pattern '{}' of servlet '{}' belongs to servlet '{}', as {} says", child.place(),
                        child.text(), servlet(mapping.element()), owner.servlet, owner.mapping.place());
            } else {
                patterns |= owner != null;
                kept.add(child);
            }
        }
        if (kept.size() == mapping.element().children().size()) {
            return mapping.element();
        }
        return patterns ? mapping.element().withChildren(kept) : null;
    }

    private static boolean isServletMapping(XmlElement element) {
        return element.name().equals("servlet-mapping");
    }

    private static String servlet(XmlElement mapping) {
        return mapping.all("servlet-name").stream().findFirst().map(XmlElement::text).orElse("");
    }
}
