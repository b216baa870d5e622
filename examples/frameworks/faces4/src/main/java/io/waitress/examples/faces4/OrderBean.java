package io.waitress.examples.faces4;

import jakarta.enterprise.event.Event;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The state of one page that is shown again and again. */
@Named("order")
@ViewScoped
public class OrderBean implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<Order> orders = new ArrayList<>();
    private String dish;
    private int portions = 1;

    @Inject
    private Menu menu;

    @Inject
    private Visitor visitor;

    @Inject
    private Event<Order> events;

    public void add() {
        Order order = new Order(dish, portions);
        orders.add(order);
        events.fire(order);
        visitor.saw(dish);
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage("Added " + dish));
    }

    public String finish() {
        return "receipt?faces-redirect=true";
    }

    public List<String> getDishes() {
        return menu.dishes();
    }

    public List<Order> getOrders() {
        return orders;
    }

    public int getTotal() {
        return orders.stream().mapToInt(Order::portions).sum();
    }

    public String getDish() {
        return dish;
    }

    public void setDish(String dish) {
        this.dish = dish;
    }

    public int getPortions() {
        return portions;
    }

    public void setPortions(int portions) {
        this.portions = portions;
    }
}
