package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What frameworks ask of the context in listeners, before the application runs. */
class EarlyDispatcherTest {

    @TempDir
    private Path folder;

    private RequestDispatcher files;
    private RequestDispatcher menu;

    private RunningHost start(ServletContextListener listener) throws Exception {
        Files.writeString(folder.resolve("soup.txt"), "soup");
        DeploymentModel model = DeploymentModel.builder()
                .listener(new ListenerDefinition(new ComponentSource.Given<>(listener), false))
                .servlet(RunningHost.servlet("named", "/soup.txt", (request, response) ->
                        files.forward(request, response)))
                .servlet(RunningHost.servlet("pathed", "/today", (request, response) ->
                        menu.include(request, response)))
                .servlet(RunningHost.servlet("menu", "/menu/*", (request, response) ->
                        response.getWriter().write("menu")))
                .servlet(RunningHost.servlet("all", "/*", (request, response) ->
                        response.getWriter().write("all")))
                .build();
        return RunningHost.start(Settings.builder().build(), ResourceBase.folder(folder), model);
    }

    private static ServletContextListener initialising(Consumer<ServletContext> task) {
        return new ServletContextListener() {

            @Override
            public void contextInitialized(ServletContextEvent event) {
                task.accept(event.getServletContext());
            }
        };
    }

    /** As Spring's default servlet handler does, in the context that a listener starts. */
    @Test
    void leadsToTheServerServletForFilesAndToPathsOnceTheApplicationRuns() throws Exception {
        try (RunningHost host = start(initialising(context -> {
            files = context.getNamedDispatcher("default");
            menu = context.getRequestDispatcher("/menu/today");
            assertNotNull(context.getNamedDispatcher("menu"));
            assertNull(context.getNamedDispatcher("nobody"));
            assertNull(context.getRequestDispatcher("menu"));
            assertNull(context.getRequestDispatcher("/%zz"));
        }))) {
            assertEquals("soup", host.get("/soup.txt").response().text());
            assertEquals("menu", host.get("/today").response().text());
        }
    }

    @Test
    void refusesToDispatchBeforeTheApplicationRuns() throws Exception {
        try (RunningHost host = start(initialising(context -> {
            RequestDispatcher early = context.getNamedDispatcher("default");
            assertThrows(IllegalStateException.class, () -> early.forward(null, null));
        }))) {
            assertEquals("all", host.get("/x").response().text());
        }
    }

    @Test
    void letsCodeGivePatternsToTheServletForFiles() throws Exception {
        try (RunningHost host = start(initialising(context ->
                context.getServletRegistration("default").addMapping("*.txt", "/files/*")))) {
            Files.createDirectories(folder.resolve("files"));
            Files.writeString(folder.resolve("files/bread"), "bread");
            assertEquals("bread", host.get("/files/bread").response().text());
        }
    }
}
