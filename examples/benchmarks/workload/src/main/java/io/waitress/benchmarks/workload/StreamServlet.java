package io.waitress.benchmarks.workload;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** {@code /stream?size=N}: N bytes in writes of 8 KiB, of no announced length. */
public class StreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final byte[] BLOCK = new byte[8192];

    static {
        Arrays.fill(BLOCK, (byte) 'x');
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long left = Long.parseLong(request.getParameter("size"));
        response.setContentType("application/octet-stream");
        OutputStream out = response.getOutputStream();
        while (left > 0) {
            int n = (int) Math.min(left, BLOCK.length);
            out.write(BLOCK, 0, n);
            left -= n;
        }
    }
}
