package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.security.User;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that outlive their server. */
@Timeout(300)
class KeptSessionsFunctionalTest {

    private static final String CART = """
            package shop;
            import jakarta.servlet.http.*;
            public class Cart implements java.io.Serializable, HttpSessionActivationListener {
                public final java.util.List<String> goods = new java.util.ArrayList<>();
                public final StringBuilder moves = new StringBuilder();
                @Override public void sessionWillPassivate(HttpSessionEvent event) { moves.append("-"); }
                @Override public void sessionDidActivate(HttpSessionEvent event) {
                    moves.append(event.getSession().getAttribute("cart") == this ? "+" : "?");
                }
            }
            """;

    private static final String SERVLET = """
            package shop;
            import jakarta.servlet.http.*;
            @jakarta.servlet.annotation.WebServlet("/*")
            public class Shop extends HttpServlet {
                static int destroyed;
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException, jakarta.servlet.ServletException {
                    switch (request.getPathInfo()) {
                        case "/buy" -> {
                            HttpSession session = request.getSession();
                            Cart cart = new Cart();
                            cart.goods.add(request.getParameter("what"));
                            session.setAttribute("cart", cart);
                            session.setAttribute("thread", new Object());
                            session.setMaxInactiveInterval(4711);
                        }
                        case "/login" -> { request.getSession(); request.login("jo", "secret"); }
                        case "/end" -> request.getSession().invalidate();
                        default -> { }
                    }
                    HttpSession session = request.getSession(false);
                    Cart cart = session == null ? null : (Cart) session.getAttribute("cart");
                    response.getWriter().print(session == null ? "none" : (cart == null ? "" : cart.goods + " "
                            + cart.moves + " ") + session.getMaxInactiveInterval() + " " + session.isNew() + " "
                            + session.getAttribute("thread") + " " + request.getRemoteUser() + " "
                            + request.isUserInRole("buyer"));
                }
            }
            """;

    /** Knows one user. */
    private static final Realm REALM = new Realm() {
        @Override
        public User authenticate(String name, String password) {
            return password.equals("secret") ? User.of(name, Set.of("buyer")) : null;
        }
    };

    @TempDir
    private static Path shared;
    private static Path shop;

    @TempDir
    private Path folder;
    private Path store;

    @BeforeAll
    static void makeApplication() throws Exception {
        shop = shared.resolve("shop");
        Path classes = shop.resolve("WEB-INF/classes");
        TestClasses.compile(classes, "shop.Cart", CART);
        TestClasses.compile(classes, "shop.Shop", SERVLET);
    }

    @BeforeEach
    void nameStore() {
        store = folder.resolve("store");
    }

    @Test
    void sessionIsThereAfterARestart() throws Exception {
        String cookie;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            HttpResponse<String> bought = server.get("/buy?what=tea");
            assertTrue(bought.body().startsWith("[tea]  4711 true java.lang.Object@"), bought.body());
            cookie = cookie(bought);
        }
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("[tea] -+ 4711 false null null false", server.get("/", "Cookie", cookie).body());
        }
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("[tea] -+-+ 4711 false null null false", server.get("/", "Cookie", cookie).body());
        }
    }

    @Test
    void userIsStillLoggedInAfterARestart() throws Exception {
        String cookie;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            HttpResponse<String> login = server.get("/login");
            List<String> cookies = login.headers().allValues("Set-Cookie");
            cookie = cookies.get(cookies.size() - 1).split(";")[0];
            assertTrue(login.body().endsWith(" jo true"), login.body());
        }
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            String after = server.get("/", "Cookie", cookie).body();
            assertTrue(after.endsWith(" jo true"), after);
        }
    }

    @Test
    void endedSessionIsNotRestored() throws Exception {
        String cookie;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            cookie = cookie(server.get("/buy?what=tea"));
        }
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            server.get("/end", "Cookie", cookie);
            assertEquals(List.of(), files(".session"));
        }
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("none", server.get("/", "Cookie", cookie).body());
        }
    }

    @Test
    void filesAreTheUsersAloneAndTellNoId() throws Exception {
        String cookie;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            cookie = cookie(server.get("/buy?what=tea"));
        }
        Path file = files(".session").get(0);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store)));
        assertFalse(file.toString().contains(cookie.split("=")[1]));
        assertEquals(store.resolve("ROOT"), file.getParent());
    }

    @Test
    void brokenAndForeignFilesAreSetAsideAndTheOthersRead() throws Exception {
        String broken;
        String whole;
        Path first;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            broken = cookie(server.get("/buy?what=tea"));
        }
        first = files(".session").get(0);
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length - 1] ^= 1;
        Files.write(first, bytes);
        Files.writeString(first.resolveSibling("foreign.session"), "not ours");
        Files.writeString(first.resolveSibling("notes.txt"), "somebody's");
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("none", server.get("/", "Cookie", broken).body());
            whole = cookie(server.get("/buy?what=milk"));
            assertNotEquals(broken, whole);
        }
        assertEquals(2, files(".broken").size());
        assertTrue(Files.exists(first.resolveSibling("notes.txt")));
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("[milk] -+ 4711 false null null false", server.get("/", "Cookie", whole).body());
        }
    }

    @Test
    void folderThatOthersMayWriteIsNotRead() throws Exception {
        String cookie;
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            cookie = cookie(server.get("/buy?what=tea"));
        }
        Files.setPosixFilePermissions(store.resolve("ROOT"), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (WebApp app = WebApp.load(shop); TestServer server = start(app)) {
            assertEquals("none", server.get("/", "Cookie", cookie).body());
        }
    }

    @Test
    void applicationsHaveFoldersOfTheirOwn() throws Exception {
        try (WebApp one = WebApp.load(shop, "/a"); WebApp two = WebApp.load(shop, "/a/b");
                TestServer server = TestServer.start(ServletApplication.compose(one.application(), two.application())
                        .keepSessions(store))) {
            server.get("/a/buy?what=tea");
            server.get("/a/b/buy?what=milk");
        }
        assertEquals(Set.of("#a", "#a#b"), Set.copyOf(files(".session").stream()
                .map(file -> file.getParent().getFileName().toString()).toList()));
    }

    private TestServer start(WebApp app) {
        return TestServer.start(app.application().withUsers(REALM).keepSessions(store));
    }

    private List<Path> files(String ending) throws Exception {
        try (Stream<Path> all = Files.walk(store)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static String cookie(HttpResponse<?> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }
}
