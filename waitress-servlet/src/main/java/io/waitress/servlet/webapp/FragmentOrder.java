package io.waitress.servlet.webapp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts fragments in order (Servlet 6.1, section 8.2.2). Where the specification leaves the order open, it is that of the
 * jars' names.
 */
final class FragmentOrder {

    private final List<Fragment> fragments;
    private final Map<String, Fragment> byName = new HashMap<>();
    private final Map<Fragment, Set<Fragment>> predecessors = new IdentityHashMap<>();
    private final Map<Fragment, Set<Fragment>> successors = new IdentityHashMap<>();
    private final List<Fragment> sorted = new ArrayList<>();
    private final Set<Fragment> done = identitySet();

    private FragmentOrder(List<Fragment> fragments) {
        this.fragments = fragments;
    }

    /** To compare fragments would be to compare their descriptors. */
    private static Set<Fragment> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * Returns the fragments in the order that {@code web.xml} gives, without those that it leaves out. A name that no
     * fragment has, or that comes a second time, means nothing.
     *
     * @param names the names, with {@link WebXml#OTHERS} for all that are not named
     */
    static List<Fragment> absolute(List<Fragment> fragments, List<String> names) {
        List<Fragment> ordered = new ArrayList<>();
        Set<Fragment> taken = identitySet();
        for (String name : names) {
            for (Fragment fragment : fragments) {
                boolean named = fragment.name() != null && names.contains(fragment.name());
                if ((name.equals(WebXml.OTHERS) ? !named : name.equals(fragment.name())) && taken.add(fragment)) {
                    ordered.add(fragment);
                }
            }
        }
        return List.copyOf(ordered);
    }

    /**
     * Returns the fragments in the order that they themselves ask for.
     *
     * @throws DescriptorException if two have the same name, or they ask for what cannot be
     */
    static List<Fragment> relative(List<Fragment> fragments) {
        if (!anyNamed(fragments)) {
            return List.copyOf(fragments);
        }
        FragmentOrder order = new FragmentOrder(fragments);
        order.register();
        order.relate();
        order.sort();
        return List.copyOf(order.sorted);
    }

    /** Tells whether there is anything to be put in order, which there is in few applications. */
    private static boolean anyNamed(List<Fragment> fragments) {
        for (Fragment fragment : fragments) {
            if (fragment.name() != null || fragment.ordered()) {
                return true;
            }
        }
        return false;
    }

    private void register() {
        for (Fragment fragment : fragments) {
            predecessors.put(fragment, identitySet());
            successors.put(fragment, identitySet());
            Fragment other = fragment.name() == null ? null : byName.putIfAbsent(fragment.name(), fragment);
            if (other != null) {
                throw error(fragment, "the name '" + fragment.name() + "' is also that of the fragment in "
                        + other.fileName() + "; expected names to differ, or an <absolute-ordering> in web.xml");
            }
        }
    }

    private void relate() {
        for (Fragment fragment : fragments) {
            for (String name : fragment.before()) {
                relate(fragment, byName.get(name));
            }
            for (String name : fragment.after()) {
                relate(byName.get(name), fragment);
            }
        }
    }

    private void relate(Fragment earlier, Fragment later) {
        if (earlier != null && later != null) {
            predecessors.get(later).add(earlier);
            successors.get(earlier).add(later);
        }
    }

    /**
     * Those before all others, with all that has to come before them; those without a wish; those after all others,
     * with all that has to come after them.
     */
    private void sort() {
        Set<Fragment> first = closure(fragment -> fragment.before().contains(WebXml.OTHERS), predecessors);
        Set<Fragment> last = closure(fragment -> fragment.after().contains(WebXml.OTHERS), successors);
        for (Fragment fragment : fragments) {
            if (first.contains(fragment) && last.contains(fragment)) {
                throw error(fragment, "fragment " + fragment.text() + " would have to come both before and after all"
                        + " others; expected orderings that can be met, or an <absolute-ordering> in web.xml");
            }
        }
        fragments.stream().filter(first::contains).forEach(this::visit);
        fragments.stream().filter(fragment -> !last.contains(fragment)).forEach(this::visit);
        fragments.forEach(this::visit);
    }

    private Set<Fragment> closure(Predicate<Fragment> asks, Map<Fragment, Set<Fragment>> along) {
        Set<Fragment> reached = identitySet();
        List<Fragment> open = new ArrayList<>(fragments.stream().filter(asks).toList());
        while (!open.isEmpty()) {
            Fragment next = open.remove(open.size() - 1);
            if (reached.add(next)) {
                open.addAll(along.get(next));
            }
        }
        return reached;
    }

    private void visit(Fragment fragment) {
        visit(fragment, new ArrayList<>());
    }

    private void visit(Fragment fragment, List<Fragment> path) {
        if (done.contains(fragment)) {
            return;
        }
        if (path.contains(fragment)) {
            throw circle(path.subList(path.indexOf(fragment), path.size()));
        }
        path.add(fragment);
        for (Fragment earlier : fragments) { // the fewer surprises, the more this is the order of names
            if (predecessors.get(fragment).contains(earlier)) {
                visit(earlier, path);
            }
        }
        path.remove(path.size() - 1);
        done.add(fragment);
        sorted.add(fragment);
    }

    private static DescriptorException circle(List<Fragment> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(fragment -> text.append(fragment.text()).append(" after "));
        return error(path.get(0), "the orderings of fragments form a circle: " + text + path.get(0).text()
                + "; expected orderings that can be met, or an <absolute-ordering> in web.xml");
    }

    private static DescriptorException error(Fragment fragment, String problem) {
        return fragment.root() == null
                ? new DescriptorException(fragment.fileName(), 0, problem, null)
                : fragment.root().error(problem);
    }
}
