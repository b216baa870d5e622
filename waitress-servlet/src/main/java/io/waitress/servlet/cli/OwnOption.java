package io.waitress.servlet.cli;

import io.waitress.core.settings.SettingsText;
import java.util.Locale;

/** The options that are about applications and the program itself; all others are settings of the server. */
enum OwnOption {
    CONTEXT_PATH("PATH", "Path under which APP is served. Default: the one that its web.xml asks for, else /."),
    APP("PATH=APP", "Serve a further application under a path, as in --app=/shop=shop.war. May be repeated."),
    WEBAPPS("DIR", "Serve every .war file and every folder with WEB-INF of a folder, each at the path of its name (ROOT"
            + " at /, a#b at /a/b), and follow what is added, changed and removed there while the server runs."),
    CLASSPATH("PATH", "Where the classes of an APP that is a class name are: folders, jars and DIR/* for the jars of"
            + " a folder, separated as for the java command."),
    LIB("PATH", "What applications from files find behind their own classes and libraries, such as JDBC drivers and APIs"
            + " that the JDK has dropped: folders, jars and DIR/* as for --classpath."),
    WORK_DIR("PATH", "Folder for what is kept between starts: the index of the classes of .war files, up to 64 MiB,"
            + " compiled JSP pages, and converted classes, up to 512 MiB; none to keep nothing. Default:"
            + " waitress in the user's folder for caches."),
    USERS("FILE", "The users of applications, one NAME: PASSWORD,ROLE,ROLE in each line; read again when it changes."
            + " The command hash-password makes the text for a password that is not to be seen."),
    SESSION_STORE("DIR", "Folder for sessions that outlive a stop: written there when an application stops and every 10"
            + " seconds before, and restored at the next start. Attributes that cannot be serialised are left out."
            + " Default: sessions end with the server."),
    RESOURCE("NAME=VALUE", "An object that applications find as java:comp/env/NAME: a pooled DataSource if VALUE begins with"
            + " jdbc:, a mail session if with smtp://, else a text; NAME.PROPERTY=VALUE says more of it. May be repeated."),
    RESOURCES("FILE", "The same from a properties file, one NAME=VALUE or NAME.PROPERTY=VALUE in each line, which is the"
            + " place for passwords."),
    LEGACY("auto|on|off", "Whether a .war file or folder that was made for javax.servlet is converted to"
            + " jakarta.servlet: if its classes show that it was (auto), in any case, or never. Default: auto."),
    CROSS_CONTEXT("", "Let applications see each other: getContext gives another's context, to dispatch to it. For"
            + " applications that trust each other."),
    STREAM_BODIES("", "Call asynchronous servlets before the body of a request has come, to read it by a ReadListener as"
            + " it comes; one that reads it otherwise gets complete bodies from then on. The init parameter"
            + " io.waitress.streaming (true or false) of a servlet says it for that one."),
    ASYNC_TIMEOUT("SECONDS", "Time-out of asynchronous requests that set none themselves, 0 for never. Default: 30."),
    JSP_CHECK_INTERVAL("SECONDS", "Time after which a JSP page of a folder that is asked for is looked at for changes,"
            + " 0 for never. Default: 4."),
    PRECOMPILE("", "Compile all JSP pages at the start; exit status 1 if one has a mistake, which is shown."),
    CONFIG("FILE", "Read options from a properties file, one NAME=VALUE in each line, without the dashes."),
    LOG_LEVEL("LEVEL", "What is logged: trace, debug, info, warn, error or off. Default: info."),
    CHECK("", "Start the applications, but listen for no client: ask each of them for its / once, say what it answers,"
            + " and exit. Exit status 1 if one does not start, or answers with an error of the server (5xx)."),
    HELP("", "Show this and exit."),
    VERSION("", "Show the versions of the server and of Java, and exit.");

    private final String valueName;
    private final String help;

    OwnOption(String valueName, String help) {
        this.valueName = valueName;
        this.help = help;
    }

    /** Returns the name with its dashes. */
    String option() {
        return "--" + key();
    }

    /** Returns the name in a properties file. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String environmentName() {
        return SettingsText.ENVIRONMENT_PREFIX + name();
    }

    /** Returns the option as help shows it. */
    String form() {
        return takesValue() ? option() + "=" + valueName : option();
    }

    String help() {
        return help;
    }

    boolean takesValue() {
        return !valueName.isEmpty();
    }

    /** Tells whether the environment and a properties file may give it. */
    boolean givenElsewhere() {
        return this == CONTEXT_PATH || this == WEBAPPS || this == CLASSPATH || this == LIB || this == WORK_DIR || this == USERS
                || this == SESSION_STORE || this == RESOURCES || this == LEGACY
                || this == CROSS_CONTEXT || this == STREAM_BODIES || this == ASYNC_TIMEOUT || this == JSP_CHECK_INTERVAL
                || this == PRECOMPILE || this == LOG_LEVEL;
    }

    /** Returns the option that the argument names, or null. */
    static OwnOption of(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        for (OwnOption option : values()) {
            if (option.option().equals(name)) {
                return option;
            }
        }
        return name.equals("-h") ? HELP : null;
    }
}
