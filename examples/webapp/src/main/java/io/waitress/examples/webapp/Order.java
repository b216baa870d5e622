package io.waitress.examples.webapp;

import java.io.Serializable;
import java.util.List;

/** What a guest ordered; serializable, as things in a session should be. */
record Order(String dish, List<String> extras) implements Serializable {

    Order(String dish, String[] extras) {
        this(dish, List.of(extras));
    }
}
