package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.NameReference;
import io.waitress.servlet.internal.text.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Says what is missing under a name, and what would be there if somebody gave it. */
final class MissingNames {

    private static final Set<String> TRANSACTIONS =
            Set.of("UserTransaction", "TransactionManager", "TransactionSynchronizationRegistry");
    private static final Set<String> TEXTS = Set.of("java.lang.String", "java.lang.Integer", "java.lang.Boolean",
            "java.lang.Long", "java.lang.Double", "java.lang.Character", "java.net.URL");

    private MissingNames() {
    }

    /** Returns the option that would provide a name, for its type if that is known. */
    static String option(String name, String type) {
        String option = "--resource=" + name;
        if (type == null) {
            return option + "=...";
        }
        if (type.equals("javax.sql.DataSource")) {
            return option + "=jdbc:...";
        }
        if (MailSessions.TYPES.contains(type)) {
            return option + "=smtp://HOST";
        }
        return option + (TEXTS.contains(type) ? "=VALUE" : ".factory=CLASS");
    }

    /** Returns why a declared name stands for nothing. */
    static String notGiven(NameReference reference) {
        return reference.name() + " is declared by " + reference.place() + " (" + reference.element()
                + (reference.type() == null ? "" : " of type " + reference.type()) + "), but "
                + (reference.kind() == NameReference.Kind.FOREIGN
                        ? "this server has none of that kind" : "nothing was given for it")
                + "; " + option(reference.name(), reference.type()) + " would give it";
    }

    /** Returns why a path stands for nothing. */
    static String notFound(String path, Collection<String> known) {
        String shown = JavaName.shown(path);
        String last = path.substring(path.lastIndexOf('/') + 1);
        String option = option(shown, path.equals("comp/DefaultDataSource") ? "javax.sql.DataSource" : null);
        if (TRANSACTIONS.contains(last)) {
            return shown + " is not there: this server has no transaction manager (JTA); "
                    + option(shown, "") + " gives that of a library";
        }
        if (last.equals("BeanManager")) {
            return shown + " is not there: this server has no CDI; " + option(shown, "") + " gives that of a library";
        }
        if (path.startsWith("global/") || last.indexOf('!') >= 0) {
            return shown + " is not there: this server has no EJB";
        }
        List<String> names = known.stream().map(JavaName::shown).toList();
        String nearest = Nearest.of(shown, names);
        return shown + " is not there: it is neither declared by the application nor given by " + option
                + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }
}
