package io.waitress.examples.spring6;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What one session has ordered; reached through a proxy of a subclass that Spring makes. */
public class Basket implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<Dish> dishes = new ArrayList<>();

    public synchronized void add(Dish dish) {
        dishes.add(dish);
    }

    public synchronized List<Dish> getDishes() {
        return List.copyOf(dishes);
    }

    public synchronized void clear() {
        dishes.clear();
    }
}
