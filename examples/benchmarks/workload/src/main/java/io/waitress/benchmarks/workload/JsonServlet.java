package io.waitress.benchmarks.workload;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** {@code /json}: about 1.2 KiB, made anew for each request through the writer; the server finds the length. */
public class JsonServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        PrintWriter writer = response.getWriter();
        long now = System.nanoTime();
        writer.write("{\"items\":[");
        for (int i = 0; i < 12; i++) {
            if (i > 0) {
                writer.write(',');
            }
            writer.write("{\"id\":");
            writer.print(i);
            writer.write(",\"name\":\"item number ");
            writer.print(i);
            writer.write("\",\"price\":");
            writer.print(1000 + i * 7);
            writer.write(",\"tags\":[\"red\",\"green\",\"bl\u00fc\"],\"at\":");
            writer.print(now % 1_000_000_000L + 1_000_000_000L);
            writer.write("}");
        }
        writer.write("],\"ok\":true}");
    }
}
