package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.servlet.Redeployment;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications of a folder that end their start with an error that is no exception. */
@Timeout(120)
class WebAppsFolderErrorTest {

    private final List<WebApp> loaded = new ArrayList<>();     // by one thread at a time, each waited for
    private boolean works;

    /** Announces something that is not there, until it works. */
    private final class Announcing implements WebAppsFolder.Loader {

        @Override
        public WebApp load(Path file, String contextPath) throws IOException {
            WebApp app = WebApp.load(file, contextPath);
            loaded.add(app);
            return app;
        }

        @Override
        public ServletApplication complete(ServletApplication application) {
            if (!works) {
                throw new ServiceConfigurationError("no such provider");
            }
            return application;
        }
    }

    @Test
    void oneThatEndsWithAnErrorIsTriedAgainOnlyWhenItChanges(@TempDir Path webapps) throws Exception {
        Path descriptor = Files.createDirectories(webapps.resolve("shop/WEB-INF")).resolve("web.xml");
        Files.writeString(descriptor, "<web-app/>");
        Files.writeString(webapps.resolve("shop/index.html"), "tea");
        WebAppsFolder served =
                new WebAppsFolder(webapps, Redeployment.changing(), List.of(), new Announcing(), false);
        try (TestServer server = TestServer.start(served, settings -> { })) {
            served.poll();
            served.poll();
            assertEquals(1, loaded.size());
            assertEquals(List.of(), served.contextPaths());

            works = true;
            Files.writeString(descriptor, "<web-app><display-name>Shop</display-name></web-app>");
            served.poll();
            served.poll();
            assertEquals(2, loaded.size());
            assertEquals("tea", server.get("/shop/index.html").body());
        }
    }
}
