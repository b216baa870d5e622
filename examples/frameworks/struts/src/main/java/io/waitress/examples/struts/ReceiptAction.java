package io.waitress.examples.struts;

import com.opensymphony.xwork2.ActionSupport;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.struts2.interceptor.ServletRequestAware;
import org.apache.struts2.interceptor.ServletResponseAware;

/** Shows what the session holds, and what the request and the response are good for. */
public class ReceiptAction extends ActionSupport implements ServletRequestAware, ServletResponseAware {

    private static final long serialVersionUID = 1L;

    private transient HttpServletRequest request;
    private transient HttpServletResponse response;

    @Override
    public String execute() {
        response.setHeader("X-Action", request.getServletPath());
        return SUCCESS;
    }

    public String getOrder() {
        return (String) request.getSession().getAttribute("order");
    }

    @Override
    public void setServletRequest(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public void setServletResponse(HttpServletResponse response) {
        this.response = response;
    }
}
