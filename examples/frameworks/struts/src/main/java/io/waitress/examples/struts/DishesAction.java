package io.waitress.examples.struts;

import com.opensymphony.xwork2.ActionSupport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON in, JSON out. */
public class DishesAction extends ActionSupport {

    private static final long serialVersionUID = 1L;

    private List<String> dishes = List.of("soup");

    public void setDishes(List<String> dishes) {
        this.dishes = dishes;
    }

    public List<String> getDishes() {
        return dishes;
    }

    public Map<String, Object> getMenu() {
        Map<String, Object> menu = new TreeMap<>();
        menu.put("dishes", dishes);
        menu.put("count", dishes.size());
        return menu;
    }
}
