package io.waitress.examples.webapp;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** {@code GET /receipt}: shows the order that the session holds. */
public class ReceiptServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        Order order = session == null ? null : (Order) session.getAttribute(OrderServlet.ATTRIBUTE);
        if (order == null) {
            Page.send(request, response, "No order yet", "<p>Place one on the first page.</p>");
            return;
        }
        StringBuilder body = new StringBuilder("<p class=\"big\">").append(Page.escape(order.dish())).append("</p>\n");
        if (!order.extras().isEmpty()) {
            body.append("<ul>\n");
            for (String extra : order.extras()) {
                body.append("<li>with ").append(Page.escape(extra)).append("</li>\n");
            }
            body.append("</ul>\n");
        }
        String restaurant = getServletContext().getInitParameter("restaurant");
        body.append("<p>Thank you for eating at ").append(Page.escape(restaurant)).append(".</p>");
        Page.send(request, response, "Your order", body.toString());
    }
}
