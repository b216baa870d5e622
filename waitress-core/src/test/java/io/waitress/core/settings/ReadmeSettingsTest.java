package io.waitress.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings table of the README is the table of {@link Setting}, row by row. */
class ReadmeSettingsTest {

    @Test
    void readmeListsEverySettingWithItsDefaultAndHelp() throws IOException {
        List<String> expected = Setting.all().stream().map(ReadmeSettingsTest::row).toList();

        List<String> rows = Files.readAllLines(Path.of("..", "README.md")).stream()
                .filter(line -> line.startsWith("| `--"))
                .toList();

        assertEquals(String.join("\n", expected), String.join("\n", rows));
    }

    private static String row(Setting setting) {
        String value = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
        return "| `" + setting.option() + "` | " + value + " | " + setting.help() + " |";
    }
}
