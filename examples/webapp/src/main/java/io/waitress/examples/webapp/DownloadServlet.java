package io.waitress.examples.webapp;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /download/BYTES}: that many bytes, written as fast as the client takes them. */
public class DownloadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final long LARGEST = 4L << 30;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long size;
        try {
            String path = request.getPathInfo();
            size = Long.parseLong(path == null ? "" : path.substring(1));
        } catch (NumberFormatException e) {
            size = -1;
        }
        if (size < 0 || size > LARGEST) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST,
                    "The path must end in a number of bytes up to 4 GiB.");
            return;
        }
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(size);
        ServletOutputStream out = response.getOutputStream();
        byte[] chunk = new byte[32768];
        for (long left = size; left > 0; left -= chunk.length) {
            out.write(chunk, 0, (int) Math.min(left, chunk.length));
        }
    }
}
