package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.Setting;
import io.waitress.core.settings.SettingsText;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds docs/operations.md to what there is. */
@Timeout(300)
class OperationsPageTest {

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("../docs/operations.md"));
    }

    @Test
    void namesOptionsThatThereAre() {
        List<String> options = Pattern.compile("--([a-z]+(?:-[a-z]+)*)").matcher(page).results()
                .map(result -> result.group(1)).toList();

        assertTrue(options.size() > 10, options::toString);
        options.forEach(option -> assertNotNull(Setting.find(option), option));
    }

    @Test
    void givesCommandsThatAreUnderstood() {
        List<String> commands = page.lines().filter(line -> line.startsWith("java -jar waitress-serve.jar ")).toList();

        assertEquals(2, commands.size());
        for (String command : commands) {
            List<String> words = Arrays.asList(command.split(" "));
            List<String> options = words.subList(3, words.size() - 1);
            SettingsText text = new SettingsText();
            for (int i = 0; i < options.size(); i++) {
                assertEquals(1, text.option(options, i), options.get(i));
            }
            assertEquals("/metrics", text.build().management().metricsPath());
        }
    }

    @Test
    void namesTheFiguresThatThereAre() throws Exception {
        try (WaitressServer server = TestServers.start(exchange -> { }, settings -> settings
                .management(management -> management.metricsPath("/metrics").stuckRequestThreshold(Duration.ofDays(1))));
                RawClient client = RawClient.connect(server.port())) {
            Set<String> figures = names(client.get("/metrics").text(), "# TYPE (waitress_[a-z_]+) ");
            Set<String> named = names(page, "`(waitress_[a-z_]+)");

            figures.forEach(figure -> assertTrue(named.contains(figure), figure));
            // those that this server has no cause for
            named.removeAll(Set.of("waitress_tls_handshakes_total", "waitress_access_log_dropped_total"));
            assertEquals(figures, named);
        }
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }
}
