package io.waitress.core.internal.http1;

import io.waitress.core.internal.buffer.MemoryBudget;
import io.waitress.core.internal.buffer.OverflowBuffer;
import io.waitress.core.internal.parse.BodyReceiver;
import io.waitress.core.internal.parse.ParsedHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The request whose body is on its way, one after the other of a connection. Confined to the dispatcher role.
 *
 * <pre>
 *   NONE ──head──► COLLECTED ──all there: its exchange begins──────────────────────────► NONE
 *                      └──its turn has come, and its application starts early──► STREAMED ──┘
 * </pre>
 */
final class IncomingBody {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingBody.class);

    private final Http1Context context;
    private final MemoryBudget budget;

    /** Null while there is no request. */
    private ParsedHead head;
    private BodyReceiver receiver;

    /** Whether the application was asked to begin early, and what it said. */
    private boolean asked;
    private boolean early;

    /** What has come; null unless it is collected. */
    private OverflowBuffer content;

    /** Null unless it is streamed. */
    private StreamedBody stream;

    IncomingBody(Http1Context context, MemoryBudget budget) {
        this.context = context;
        this.budget = budget;
    }

    /** Begins with a request that has a body. */
    void begin(ParsedHead request) {
        head = request;
        receiver = BodyReceiver.of(request, context.limits());
        content = new OverflowBuffer(context.settings().inbufOverflow(), budget);
        asked = false;
    }

    /** Returns the request, or null if there is none. */
    ParsedHead head() {
        return head;
    }

    /** Tells whether its exchange is to begin as soon as no other is outstanding. Asks the application, once. */
    boolean startsEarly() {
        if (!asked && head != null) {
            asked = true;
            early = !head.upgradeRequested() && ask();
        }
        return head != null && early && stream == null;
    }

    /** What is wrong with the request is for {@code service} to find out, not for the dispatcher. */
    private boolean ask() {
        try {
            return context.application().startsEarly(head);
        } catch (RuntimeException e) {
            LOG.error("The application failed to say whether {} {} starts early", head.method(), head.path(), e);
            return false;
        }
    }

    boolean streamed() {
        return stream != null;
    }

    /** Tells whether the application waits for the client to go on. */
    boolean awaited() {
        return stream != null && stream.awaited();
    }

    /** Tells, once it is streamed, whether the client may send more now; if not, {@code resume} runs when it may. */
    boolean hasRoom() {
        return stream.hasRoom();
    }

    /**
     * Takes input up to the end of the body, or all of it.
     *
     * @return true if the body is complete
     */
    boolean receive(ByteBuffer input) throws IOException {
        if (stream == null) {
            return receiver.receive(input, content);
        }
        // as there are few unread, they stay in memory as long as all buffers together allow it
        OverflowBuffer piece = new OverflowBuffer(Long.MAX_VALUE, budget);
        boolean complete;
        try {
            complete = receiver.receive(input, piece);
        } finally {
            stream.offer(piece);
        }
        if (complete) {
            stream.end(receiver.trailers());
        }
        return complete;
    }

    /** Returns the body, which is complete, for its exchange; null if it was streamed. There is no request then. */
    BodySource complete() {
        BodySource complete = stream == null ? new RequestContent(head.bodyLength(), content, receiver) : null;
        clear();
        return complete;
    }

    /** From here on the body is passed on as it comes; returns its exchange. */
    Http1Exchange stream(Http1Protocol protocol, Runnable resume) {
        stream = new StreamedBody(head.bodyLength(), resume, protocol.connection()::bytesMoved);
        Http1Exchange exchange = Http1Exchange.of(protocol, head, stream);
        stream.exchange(exchange);
        stream.offer(content);
        content = null;
        return exchange;
    }

    /** Lets go of the request, if there is one, as no more of its body comes. There is no request then. */
    void fail(Exception cause) {
        if (stream != null) {
            stream.fail(cause);
        } else if (content != null) {
            content.close();
        }
        clear();
    }

    private void clear() {
        head = null;
        receiver = null;
        content = null;
        stream = null;
    }
}
