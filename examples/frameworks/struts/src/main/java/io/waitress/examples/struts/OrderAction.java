package io.waitress.examples.struts;

import com.opensymphony.xwork2.ActionSupport;
import java.util.Map;
import org.apache.struts2.interceptor.SessionAware;

/** Takes an order into the session, if OrderAction-validation.xml finds no fault with it. */
public class OrderAction extends ActionSupport implements SessionAware {

    private static final long serialVersionUID = 1L;

    private String dish;
    private int portions = 1;
    private transient Map<String, Object> session;

    @Override
    public String execute() {
        session.put("order", portions + " × " + dish);
        return SUCCESS;
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

    @Override
    public void setSession(Map<String, Object> session) {
        this.session = session;
    }
}
