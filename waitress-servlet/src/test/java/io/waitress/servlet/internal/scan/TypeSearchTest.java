package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TypeSearchTest {

    private static final String HERE = TypeSearchTest.class.getName() + "$";

    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @interface Handed {
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Kept {
    }

    interface Thing {
    }

    private final IndexBuilder first = new IndexBuilder(Depth.HIERARCHY);
    private final IndexBuilder second = new IndexBuilder(Depth.HIERARCHY);

    private Set<String> search(Class<?> type) {
        return new TreeSet<>(new TypeSearch(List.of(first.build(), second.build()), getClass().getClassLoader())
                .matching(type));
    }

    private static void add(IndexBuilder to, String name, String... supertypes) {
        to.add(name, List.of(supertypes), Set.of(), Set.of());
    }

    @Test
    void goesThroughAllJars() {
        add(first, HERE + "Thing", "java.lang.Object");
        add(first, "a.Base", "java.lang.Object", HERE + "Thing");
        add(second, "b.Middle", "a.Base");
        add(first, "a.End", "b.Middle");
        add(second, "b.Other", "java.lang.Object");

        assertEquals(Set.of("a.Base", "b.Middle", "a.End"), search(Thing.class));
    }

    @Test
    void goesThroughClassesOfTheServer() {
        add(first, "a.Page", "jakarta.servlet.http.HttpServlet");
        add(second, "b.Page", "a.Page");
        add(second, "b.Broken", "no.such.Library");
        add(second, "b.Sieve", "jakarta.servlet.http.HttpFilter");

        assertEquals(Set.of("a.Page", "b.Page"), search(Servlet.class));
        assertEquals(Set.of("b.Sieve"), search(Filter.class));
    }

    @Test
    void goesThroughClassesOfTheJdk() {
        add(first, "a.Items", AbstractList.class.getName());

        assertEquals(Set.of("a.Items"), search(Iterable.class));
    }

    @Test
    void findsAnnotationsOfClassesAndMembers() {
        first.add("a.Marked", List.of("java.lang.Object"), Set.of(Kept.class.getName()), Set.of());
        first.add("a.Inside", List.of("java.lang.Object"), Set.of(), Set.of(Kept.class.getName()));
        add(second, "b.Below", "a.Marked");

        assertEquals(Set.of("a.Marked", "a.Inside"), search(Kept.class));
    }

    @Test
    void inheritsAnnotationsThatAreInherited() {
        first.add("a.Marked", List.of("java.lang.Object"), Set.of(Handed.class.getName()), Set.of());
        first.add("a.Inside", List.of("java.lang.Object"), Set.of(), Set.of(Handed.class.getName()));
        add(second, "b.Below", "a.Marked");
        add(second, "b.BelowInside", "a.Inside");

        assertEquals(Set.of("a.Marked", "b.Below", "a.Inside"), search(Handed.class));
    }

    @Test
    void findsNothingForATypeThatTheApplicationDoesNotSee() {
        add(first, "a.Base", "java.lang.Object", HERE + "Thing");

        assertEquals(Set.of(), new TypeSearch(List.of(first.build()), ClassLoader.getPlatformClassLoader())
                .matching(Thing.class));
    }

    @Test
    void survivesCircles() {
        add(first, "a.One", "b.Two");
        add(second, "b.Two", "a.One", HERE + "Thing");

        assertEquals(Set.of("a.One", "b.Two"), search(Thing.class));
    }
}
