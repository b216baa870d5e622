package io.waitress.examples.jersey2;

import javax.inject.Singleton;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.container.AsyncResponse;
import javax.ws.rs.container.Suspended;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.sse.Sse;
import javax.ws.rs.sse.SseBroadcaster;
import javax.ws.rs.sse.SseEventSink;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that wait until another one rings. */
@Path("bell")
@Singleton
@Produces(MediaType.TEXT_PLAIN)
public class BellResource {

    private final Queue<AsyncResponse> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger listening = new AtomicInteger();
    private final Sse sse;
    private final SseBroadcaster broadcaster;

    public BellResource(@Context Sse sse) {
        this.sse = sse;
        this.broadcaster = sse.newBroadcaster();
    }

    @GET
    public void await(@Suspended AsyncResponse response) {
        waiting.add(response);
    }

    @GET
    @Path("silence")
    public void silence(@Suspended AsyncResponse response) {
        response.setTimeoutHandler(late -> late.resume(Response.status(503).entity("silence").build()));
        response.setTimeout(50, TimeUnit.MILLISECONDS);
    }

    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink sink) {
        broadcaster.register(sink);
        listening.incrementAndGet();
    }

    @GET
    @Path("waiting")
    public String waiting() {
        return waiting.size() + " " + listening.get();
    }

    @POST
    public String ring(String sound) {
        int heard = 0;
        for (AsyncResponse one = waiting.poll(); one != null; one = waiting.poll()) {
            heard += one.resume(sound) ? 1 : 0;
        }
        broadcaster.broadcast(sse.newEvent("ring", sound));
        return "heard by " + heard;
    }
}
