package io.waitress.examples.webapp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** The frame that every generated page of the tour shares. */
final class Page {

    private Page() {
    }

    /** Sends a page whose body is HTML that the caller has escaped where it holds foreign text. */
    static void send(HttpServletRequest request, HttpServletResponse response, String title, String body)
            throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        String base = escape(request.getContextPath());
        PrintWriter out = response.getWriter();
        out.print("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s · Waitress for Java</title>
                <link rel="icon" href="%2$s/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="%2$s/assets/style.css">
                </head>
                <body class="page">
                <nav>
                <a href="%2$s/"><img src="%2$s/assets/icon.svg" alt="" width="28" height="28"> Back to the tour</a>
                </nav>
                <main>
                <h1>%1$s</h1>
                %3$s
                </main>
                </body>
                </html>
                """.formatted(escape(title), base, body));
    }

    /** Escapes text for use between tags and in quoted attributes. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
