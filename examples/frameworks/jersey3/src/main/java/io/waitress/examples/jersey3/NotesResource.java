package io.waitress.examples.jersey3;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.media.multipart.FormDataContentDisposition;
import org.glassfish.jersey.media.multipart.FormDataParam;

/** Notes by number: JSON, forms, files. */
@Path("notes")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class NotesResource {

    private final Map<Integer, Note> notes = new ConcurrentSkipListMap<>();
    private final AtomicInteger last = new AtomicInteger();

    @GET
    public Map<Integer, Note> all(@QueryParam("stars") int atLeast) {
        Map<Integer, Note> found = new ConcurrentSkipListMap<>(notes);
        found.values().removeIf(note -> note.stars() < atLeast);
        return found;
    }

    @GET
    @Path("{number: [0-9]+}")
    public Note one(@PathParam("number") int number) {
        Note note = notes.get(number);
        if (note == null) {
            throw new NotFoundException("no note " + number);
        }
        return note;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(Note note, @Context UriInfo uri) {
        if (note.stars() < 1 || note.stars() > 5) {
            throw new WebApplicationException(Response.status(422)
                    .entity(Map.of("error", note.stars() + " stars; expected 1 to 5")).build());
        }
        int number = last.incrementAndGet();
        notes.put(number, note);
        return Response.created(uri.getAbsolutePathBuilder().path(Integer.toString(number)).build()).entity(note)
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response form(@FormParam("text") String text, @FormParam("stars") int stars, @Context UriInfo uri) {
        notes.put(last.incrementAndGet(), new Note(text, stars));
        return Response.seeOther(uri.getAbsolutePath()).build();
    }

    @PUT
    @Path("{number}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Note put(@PathParam("number") int number, Note note) {
        notes.put(number, note);
        return note;
    }

    @DELETE
    @Path("{number}")
    public void delete(@PathParam("number") int number) {
        notes.remove(number);
    }

    @POST
    @Path("file")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Map<String, Object> file(@FormDataParam("file") InputStream file,
            @FormDataParam("file") FormDataContentDisposition described, @FormDataParam("note") String note)
            throws IOException {
        return Map.of("name", described.getFileName(), "length", file.readAllBytes().length, "note", note);
    }

    @GET
    @Path("stream")
    @Produces(MediaType.TEXT_PLAIN)
    public StreamingOutput stream(@Context HttpServletRequest request) {
        String servlet = request.getServletPath();
        return output -> {
            for (int i = 0; i < 20_000; i++) {
                output.write((servlet + " " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    @GET
    @Path("session")
    @Produces(MediaType.TEXT_PLAIN)
    public String session(@Context HttpServletRequest request) {
        Integer before = (Integer) request.getSession().getAttribute("visits");
        int visits = before == null ? 1 : before + 1;
        request.getSession().setAttribute("visits", visits);
        return "visit " + visits;
    }
}
