package io.waitress.examples.faces2;

import java.io.Serializable;

/**
 * An event.
 *
 * @param dish a dish
 * @param portions how many
 */
public record Order(String dish, int portions) implements Serializable {
}
