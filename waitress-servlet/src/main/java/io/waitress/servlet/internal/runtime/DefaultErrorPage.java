package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.Status;
import io.waitress.servlet.internal.text.HtmlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page for errors that the application has none for: small, and nothing in it is unescaped. Immutable. */
final class DefaultErrorPage {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultErrorPage.class);

    private final boolean exposeTracebacks;

    /**
     * Creates the page.
     *
     * @param exposeTracebacks whether it shows what an exception says
     */
    DefaultErrorPage(boolean exposeTracebacks) {
        this.exposeTracebacks = exposeTracebacks;
    }

    /**
     * Writes the page.
     *
     * @param response reset, with its status set
     * @param message the text for the client, or null; that of an exception is shown only with its stack trace
     * @param exception the cause, or null
     */
    void write(ServletResponseImpl response, int status, String message, Throwable exception) {
        String heading = status + " " + Status.reason(status);
        StringBuilder page = new StringBuilder(256);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<title>").append(HtmlText.escape(heading))
                .append("</title>\n<h1>").append(HtmlText.escape(heading)).append("</h1>\n");
        if (exception == null || exposeTracebacks) {
            if (message != null && !message.isEmpty()) {
                page.append("<p>").append(HtmlText.escape(message)).append("</p>\n");
            }
        }
        if (exception != null && exposeTracebacks) {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            page.append("<pre>").append(HtmlText.escape(trace.toString())).append("</pre>\n");
        }
        byte[] bytes = page.append("</html>\n").toString().getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType("text/html;charset=UTF-8");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        } catch (IOException e) {
            LOG.debug("The error page could not be written: {}", e.toString());
        }
    }
}
