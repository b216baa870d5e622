package io.waitress.examples.webapp;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;

/** {@code POST /upload}: lists the parts of a {@code multipart/form-data} request with their digests. */
public class UploadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        StringBuilder body = new StringBuilder("<div class=\"table\"><table>\n");
        body.append("<tr><th>part</th><th>file</th><th>bytes</th><th>SHA-256</th></tr>\n");
        for (Part part : request.getParts()) {
            String file = part.getSubmittedFileName();
            Sha256 digest = new Sha256();
            try (InputStream content = part.getInputStream()) {
                digest.updateAll(content);
            }
            body.append("<tr><td>").append(Page.escape(part.getName()))
                    .append("</td><td>").append(file == null ? "–" : Page.escape(file))
                    .append("</td><td>").append(part.getSize())
                    .append("</td><td><code>").append(digest.hex()).append("</code></td></tr>\n");
        }
        body.append("</table></div>");
        Page.send(request, response, "Received", body.toString());
    }
}
