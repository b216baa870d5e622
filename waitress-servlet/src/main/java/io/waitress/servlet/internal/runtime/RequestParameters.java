package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.text.FormDecoder;
import io.waitress.servlet.internal.text.InvalidParametersException;
import io.waitress.servlet.internal.text.MediaType;
import io.waitress.servlet.internal.text.Parameters;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The parameters of one request: of its query, then of a form in its body (Servlet 6.1, section 3.1), and before both
 * those that dispatchers have added. Read when first asked for. Confined to whoever runs the exchange.
 *
 * <p>Queries are UTF-8. A form is in the encoding of the request, which is ISO-8859-1 unless the client, the
 * application or its context says otherwise; the fields of a multipart form are UTF-8 in that case (RFC 7578).
 */
final class RequestParameters {

    /** Enough for any form that is filled in by hand; a client cannot make the server build more. */
    private static final int MAX_PARAMETERS = 10_000;
    private static final int MAX_FORM_BYTES = 2 * 1024 * 1024;
    static final String FORM = "application/x-www-form-urlencoded";

    private final ServletRequestImpl request;
    private Parameters own;                         // null until read
    private InvalidParametersException failure;     // of the attempt to read them, to be thrown again
    private DispatchTarget mergedTarget;            // for which merged holds
    private Parameters merged;

    RequestParameters(ServletRequestImpl request) {
        this.request = request;
    }

    /**
     * Returns the parameters as they are for a target.
     *
     * @throws IllegalStateException if they cannot be read
     */
    Parameters in(DispatchTarget target) {
        if (!adds(target)) {
            return own();
        }
        if (mergedTarget != target) {
            Parameters collected = new Parameters(MAX_PARAMETERS);
            for (DispatchTarget step = target; step != null; step = step.parent()) {
                if (step.addedQuery() != null) {
                    FormDecoder.decode(step.addedQuery(), StandardCharsets.UTF_8, collected);
                }
            }
            collected.addAll(own());
            merged = collected;
            mergedTarget = target;
        }
        return merged;
    }

    /**
     * Returns the first value of a name in the content alone, or null if there is none.
     *
     * @throws IllegalStateException if the parameters cannot be read
     */
    String ofContent(String name) {
        String[] values = own().values(name);
        String query = request.exchange().request().query();
        int first = 0;  // of the content, as the query's values come before
        if (values != null && query != null) {
            Parameters ofQuery = new Parameters(MAX_PARAMETERS);
            FormDecoder.decode(query, StandardCharsets.UTF_8, ofQuery);
            String[] before = ofQuery.values(name);
            first = before == null ? 0 : before.length;
        }
        return values == null || first == values.length ? null : values[first];
    }

    private static boolean adds(DispatchTarget target) {
        for (DispatchTarget step = target; step != null; step = step.parent()) {
            if (step.addedQuery() != null) {
                return true;
            }
        }
        return false;
    }

    private Parameters own() {
        if (failure != null) {
            throw failure;
        }
        if (own == null) {
            try {
                own = read();
            } catch (InvalidParametersException e) {
                failure = e;
                throw e;
            } catch (IOException e) {
                throw new IllegalStateException("The body of the form cannot be read", e);
            }
        }
        return own;
    }

    private Parameters read() throws IOException {
        Parameters parameters = new Parameters(MAX_PARAMETERS);
        String query = request.exchange().request().query();
        if (query != null) {
            FormDecoder.decode(query, StandardCharsets.UTF_8, parameters);
        }
        String contentType = request.getContentType();
        String essence = contentType == null ? "" : MediaType.essence(contentType);
        if (essence.equals(FORM) && isPost() && request.content().untouched()) {
            byte[] body = readBody(request.content().parse());
            FormDecoder.decode(body, 0, body.length, formCharset(), parameters);
        } else if (essence.equals(MultipartForm.TYPE) && request.content().formReadable()) {
            addFields(parameters);
        }
        return parameters;
    }

    /** Asks the request line: an error page finds the method changed. */
    private boolean isPost() {
        return request.exchange().request().method().equals("POST");
    }

    private static byte[] readBody(InputStream input) throws IOException {
        byte[] body = input.readNBytes(MAX_FORM_BYTES);
        if (body.length == MAX_FORM_BYTES && input.read() >= 0) {
            throw new InvalidParametersException(413, "The form exceeds " + MAX_FORM_BYTES + " bytes");
        }
        return body;
    }

    private Charset formCharset() {
        String encoding = request.getCharacterEncoding();
        try {
            return encoding == null ? StandardCharsets.ISO_8859_1 : ContentType.charset(encoding);
        } catch (UnsupportedEncodingException e) {
            throw new InvalidParametersException(415, "The character encoding of the form is not supported");
        }
    }

    private void addFields(Parameters parameters) throws IOException {
        try {
            request.content().form().addFields(parameters, request.getCharacterEncoding());
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }
}
