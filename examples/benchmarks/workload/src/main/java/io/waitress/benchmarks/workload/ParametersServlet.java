package io.waitress.benchmarks.workload;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /parameters}: looks at parameters of the query and the form, at cookies and headers. */
public class ParametersServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder(256);
        text.append(request.getParameter("a")).append(' ').append(request.getParameter("name")).append(' ');
        text.append(request.getParameterValues("m").length).append(' ');
        text.append(request.getParameterMap().size()).append(' ');
        for (Cookie cookie : request.getCookies()) {
            text.append(cookie.getName()).append('=').append(cookie.getValue()).append(' ');
        }
        text.append(request.getHeader("User-Agent")).append(' ').append(request.getHeader("X-Bench")).append(' ')
                .append(request.getHeader("X-Missing")).append(' ').append(request.getMethod()).append(' ')
                .append(request.getRequestURI());
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
