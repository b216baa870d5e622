package io.waitress.examples.webapp;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /request}: shows the request as a servlet sees it. */
public class RequestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("request", request.getMethod() + " " + request.getRequestURL() + " " + request.getProtocol());
        facts.put("context path", request.getContextPath());
        facts.put("servlet path", request.getServletPath());
        facts.put("path info", String.valueOf(request.getPathInfo()));
        facts.put("query", String.valueOf(request.getQueryString()));
        facts.put("parameters", parameters(request));
        facts.put("client", request.getRemoteAddr() + " port " + request.getRemotePort());
        facts.put("secure", String.valueOf(request.isSecure()));
        facts.put("languages", String.join(", ", Collections.list(request.getLocales()).stream()
                .map(locale -> locale.toLanguageTag()).toList()));
        facts.put("cookies", cookies(request));
        facts.put("server", getServletContext().getServerInfo() + ", Java " + Runtime.version());
        StringBuilder body = new StringBuilder("<div class=\"table\"><table>\n");
        facts.forEach((name, value) -> row(body, name, value));
        body.append("</table></div>\n<h2>Headers</h2>\n<div class=\"table\"><table>\n");
        for (String name : Collections.list(request.getHeaderNames())) {
            boolean secret = name.equalsIgnoreCase("Cookie");
            row(body, name, secret ? "(not shown)" : String.join("; ", Collections.list(request.getHeaders(name))));
        }
        body.append("</table></div>");
        Page.send(request, response, "Your request", body.toString());
    }

    private static void row(StringBuilder body, String name, String value) {
        body.append("<tr><th>").append(Page.escape(name)).append("</th><td>").append(Page.escape(value))
                .append("</td></tr>\n");
    }

    private static String parameters(HttpServletRequest request) {
        StringBuilder text = new StringBuilder();
        request.getParameterMap().forEach((name, values) ->
                text.append(name).append('=').append(String.join(",", values)).append(' '));
        return text.toString();
    }

    private static String cookies(HttpServletRequest request) {
        StringBuilder text = new StringBuilder();
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                text.append(cookie.getName()).append(' ');
            }
        }
        return text.toString();
    }
}
