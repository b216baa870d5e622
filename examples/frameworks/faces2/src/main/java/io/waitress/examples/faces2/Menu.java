package io.waitress.examples.faces2;

import javax.annotation.PostConstruct;
import javax.enterprise.context.ApplicationScoped;
import javax.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What there is, for pages and servlets alike. */
@ApplicationScoped
public class Menu {

    private final AtomicInteger ordered = new AtomicInteger();
    private List<String> dishes = List.of();

    @PostConstruct
    void open() {
        dishes = List.of("soup", "bread", "cake");
    }

    public List<String> dishes() {
        return dishes;
    }

    public int ordered() {
        return ordered.get();
    }

    void count(@Observes Order order) {
        ordered.addAndGet(order.portions());
    }
}
