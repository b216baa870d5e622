package io.waitress.servlet.internal.files;

import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.waitress.core.http.HttpDate;
import io.waitress.servlet.spi.FileSender;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request to the default servlet and what came of it. */
final class FakeExchange {

    final HttpServletRequest request = mock(HttpServletRequest.class);
    final HttpServletResponse response = mock(HttpServletResponse.class);
    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final List<Long> sent = new ArrayList<>();
    final StringWriter written = new StringWriter();
    int status = 200;
    boolean errorSent;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, List<String>> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    FakeExchange(String method, String path) throws IOException {
        when(request.getMethod()).thenReturn(method);
        when(request.getServletPath()).thenReturn(path);
        when(request.getContextPath()).thenReturn("/ctx");
        when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
        when(request.getHeader(anyString())).thenAnswer(call -> {
            List<String> values = requestHeaders.get(call.<String>getArgument(0));
            return values == null ? null : values.get(0);
        });
        when(request.getHeaders(anyString())).thenAnswer(call -> Collections.enumeration(
                requestHeaders.getOrDefault(call.<String>getArgument(0), List.of())));
        recordResponse();
    }

    private void recordResponse() throws IOException {
        doAnswer(call -> headers.put(call.getArgument(0), call.getArgument(1)))
                .when(response).setHeader(anyString(), anyString());
        doAnswer(call -> headers.merge(call.getArgument(0), call.getArgument(1), (a, b) -> a + ", " + b))
                .when(response).addHeader(anyString(), anyString());
        doAnswer(call -> headers.put(call.getArgument(0), HttpDate.format(call.<Long>getArgument(1))))
                .when(response).setDateHeader(anyString(), anyLong());
        doAnswer(call -> headers.put("Content-Type", call.getArgument(0))).when(response).setContentType(anyString());
        doAnswer(call -> headers.put("Content-Length", call.getArgument(0).toString()))
                .when(response).setContentLengthLong(anyLong());
        doAnswer(call -> headers.put("Content-Length", call.getArgument(0).toString()))
                .when(response).setContentLength(anyInt());
        doAnswer(call -> status = call.getArgument(0)).when(response).setStatus(anyInt());
        doAnswer(call -> {
            errorSent = true;
            return status = call.getArgument(0);
        }).when(response).sendError(anyInt());
        doAnswer(call -> {
            status = 302;
            return headers.put("Location", call.getArgument(0));
        }).when(response).sendRedirect(anyString());
        when(response.encodeRedirectURL(anyString())).thenAnswer(call -> call.getArgument(0));
        when(response.getCharacterEncoding()).thenReturn("UTF-8");
        when(response.getOutputStream()).thenReturn(new Output());
        when(response.getWriter()).thenReturn(new PrintWriter(written));
    }

    static FakeExchange get(String path) throws IOException {
        return new FakeExchange("GET", path);
    }

    FakeExchange header(String name, String value) {
        requestHeaders.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    FakeExchange dispatcher(DispatcherType type) {
        when(request.getDispatcherType()).thenReturn(type);
        return this;
    }

    FakeExchange writerInUse() throws IOException {
        when(response.getOutputStream()).thenThrow(new IllegalStateException("writer in use"));
        return this;
    }

    FakeExchange run(DefaultServlet servlet) throws IOException {
        servlet.service(request, response);
        return this;
    }

    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    String header(String name) {
        return headers.get(name);
    }

    private final class Output extends ServletOutputStream implements FileSender {

        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public void send(FileChannel file, long position, long count) throws IOException {
            sent.add(count);
            ByteBuffer content = ByteBuffer.allocate((int) count);
            try (file) {
                while (content.hasRemaining() && file.read(content, position + content.position()) > 0) {
                    continue;
                }
            }
            body.write(content.array(), 0, content.position());
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
