package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.servlet.internal.model.NamingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceOptionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "/x=1                           | resource '/x': expected a name such as jdbc/shop or java:comp/env/jdbc/shop, with"
                + " /PATH: before it if it is for one application",
        "jdbc/x.=1                      | resource jdbc/x.: expected the name of a property after the dot",
        "x=1,x=2                        | resource x is given twice",
        "x.size=1                       | resource x: nothing tells what it is; expected a value (jdbc:... for a data source,"
                + " smtp://... for a mail session), or the property url, factory or type",
        "x=1,x.size=1                   | resource x: 'size' has no meaning beside a text; expected jdbc:... for a data source"
                + " or smtp://... for a mail session, or no properties",
        "x=1,x.factory=F                | resource x: both a value and factory; expected one of them",
        "x=jdbc:h2:mem:x,x.maximumPolSize=1 | resource x: 'maximumPolSize' is no property of a data source; did you mean"
                + " maximumPoolSize?",
        "x=jdbc:h2:mem:x,x.maxActive=1  | resource x: 'maxActive' is no property of a data source; did you mean"
                + " maximumPoolSize?",
        "x=jdbc:h2:mem:x,x.usrname=1    | resource x: 'usrname' is no property of a data source; did you mean username?",
        "x=jdbc:h2:mem:x,x.maximumPoolSize=many | resource x: the value of 'maximumPoolSize' is no int",
        "x=jdbc:h2:mem:x,x.maximumPoolSize=0 | resource x: the property 'maximumPoolSize' is refused: maxPoolSize cannot be"
                + " less than 1",
        "x.type=javax.sql.DataSource    | resource x: a data source needs url or dataSourceClassName",
        "x.url=jdbc:a,x.password=p,x.passwordFile=f | resource x: both password and passwordFile; expected one of them",
        "x=smtp://a,x.host=b            | resource x: 'host' is no property of a mail session; expected username, password,"
                + " passwordFile, type or one that begins with mail.",
        "x=smtp://                      | resource x: expected smtp://HOST, smtp://HOST:PORT or the same with smtps",
    })
    void refusesWhatCannotBeMeant(String settings, String expected) {
        ResourceOptions options = new ResourceOptions();

        assertEquals(expected, assertThrows(IllegalArgumentException.class, () -> {
            for (String setting : settings.split(",")) {
                int equals = setting.indexOf('=');
                options.setting(setting.substring(0, equals), setting.substring(equals + 1));
            }
            options.addedTo(NamingSettings.NONE);
        }).getMessage());
    }

    @Test
    void refusesAnObjectThatWasDescribed() {
        ResourceOptions options = new ResourceOptions().object("a", 1).setting("b", "2");

        assertThrows(IllegalArgumentException.class, () -> options.setting("a.type", "T"));
        assertThrows(IllegalArgumentException.class, () -> options.object("b", 2));
    }

    @Test
    void showsNoPassword() {
        ResourceOptions options = new ResourceOptions().setting("jdbc/x", "jdbc:x://ada:secret@host/y")
                .setting("jdbc/x.password", "secret");

        assertFalse(options.addedTo(NamingSettings.NONE).toString().contains("secret"));
    }
}
