package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "Basic YWRhOg== | basic | YWRhOg== | {}",
        "basic   YQ | basic | YQ | {}",
        "BEARER a-._~+/9=== | bearer | a-._~+/9=== | {}",
        "Negotiate | negotiate | `` | {}",
        "`Negotiate ` | negotiate | `` | {}",
        "Digest a=b | digest | `` | {a=b}",
        "Digest a= | digest | a= | {}",
        "Digest A=b,C = d , e=\"f\" | digest | `` | {a=b, c=d, e=f}",
        "Digest , a=b,, ,c=d, | digest | `` | {a=b, c=d}",
        "Digest a=\"\" | digest | `` | {a=}",
        "Digest a=\"b, c=\\\"d\\\\\" | digest | `` | {a=b, c=\"d\\}",
        "Digest a=\"\u00fc\tx\" | digest | `` | {a=\u00fc\tx}",
    })
    void readsSchemeTokenAndParameters(String field, String scheme, String token, String parameters) {
        Authorization read = Authorization.of(List.of(field));

        assertEquals(scheme, read.scheme());
        assertEquals(token, read.token());
        assertEquals(parameters, new TreeMap<>(read.parameters()).toString());
        assertEquals(scheme + " …", read.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | it does not begin with a scheme and a blank",
        "` Basic YQ` | it does not begin with a scheme and a blank",
        "Basic\tYQ | it does not begin with a scheme and a blank",
        "Basic:YQ | it does not begin with a scheme and a blank",
        "(Basic) YQ | it does not begin with a scheme and a blank",
        "Basic YQ YQ | a parameter is not of the form name=value",
        "Basic Y*Q== | a parameter has no value",
        "Digest a=b c=d | there is no comma after a parameter",
        "Digest a=\"b\"c | there is no comma after a parameter",
        "Digest a , | a parameter is not of the form name=value",
        "Digest a=b,c | a parameter is not of the form name=value",
        "Digest a=b,=d | a parameter is not of the form name=value",
        "Digest a=,b=c | a parameter has no value",
        "Digest a=\"b | a quoted value does not end",
        "Digest a=\"b\\\" | a quoted value does not end",
        "Digest a=\"b\\ | a quoted value does not end",
        "Digest a=\"\u0001\" | a quoted value has a control character",
        "Digest a=\"\\\u007f\" | a quoted value has a control character",
        "Digest a=b,A=c | a parameter occurs twice",
    })
    void refusesWhatIsMalformed(String field, String problem) {
        refused(List.of(field), problem);
    }

    private static void refused(List<String> fields, String problem) {
        HttpException thrown = assertThrows(HttpException.class, () -> Authorization.of(fields));
        assertEquals(400, thrown.status());
        assertEquals("The Authorization header is malformed: " + problem, thrown.getMessage());
    }

    @Test
    void isBounded() {
        refused(List.of("Basic " + "a".repeat(8192)), "it has more than 8192 characters");
        StringBuilder many = new StringBuilder("Digest a0=x");
        for (int i = 1; i < 33; i++) {
            many.append(",a").append(i).append("=x");
        }
        refused(List.of(many.toString()), "it has more than 32 parameters");
    }

    @Test
    void thereIsAtMostOne() {
        assertNull(Authorization.of(List.of()));
        refused(List.of("Basic YQ==", "Basic YQ=="), "there are 2 of them");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "QWxhZGRpbjpvcGVuIHNlc2FtZQ== | Aladdin | open sesame",
        "dGVzdDoxMjPCow== | test | 123£",
        "YTpiOmM= | a | b:c",
        "Og== | `` | ``",
        "YTo= | a | ``",
        "YTo | a | ``",
    })
    void readsNameAndPasswordOfBasic(String token, String name, String password) {
        BasicCredentials read = BasicCredentials.of(new Authorization("basic", token, Map.of()));

        assertEquals(new BasicCredentials(name, password), read);
        assertEquals("basic …", read.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "YQ== | there is no colon between name and password",
        "`` | there is no colon between name and password",
        "a | the credentials are not Base64",
        "a-_. | the credentials are not Base64",
        "YTr8 | the name or the password is not in UTF-8",
        "YTpiAA== | the name or the password has a control character",
        "YQo6Yg== | the name or the password has a control character",
    })
    void refusesMalformedBasic(String token, String problem) {
        HttpException thrown = assertThrows(HttpException.class,
                () -> BasicCredentials.of(new Authorization("basic", token, Map.of())));
        assertTrue(thrown.getMessage().endsWith(": " + problem), thrown.getMessage());
    }
}
