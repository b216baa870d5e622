package io.waitress.servlet.internal.check;

import io.waitress.servlet.internal.check.World.Answer;
import java.util.function.Consumer;

/** Finds methods and fields that are referred to and that a class, which is there, does not have. */
final class Members {

    private static final String SERVLET_API = "jakarta/servlet/";

    private Members() {
    }

    /** What is done with one that is missing, or does not fit. */
    interface Receiver {

        void accept(MemberReference member, Users users, Answer answer);
    }

    /** Finds them, but for those of classes that are hidden by others, or bridged. */
    static void find(Part part, World world, Receiver receiver) {
        part.members().forEach((member, users) -> {
            Answer answer = world.find(member);
            if ((answer == Answer.MISSING || answer == Answer.CHANGED) && !world.hides(part, member.owner())
                    && !(member.owner().startsWith(SERVLET_API) && part.bridges(member.name()))) {
                receiver.accept(member, users, answer);
            }
        });
    }

    /** Tells each. */
    static void inspect(Part part, World world, Consumer<Finding> findings) {
        find(part, world, (member, users, answer) -> findings.accept(member.owner().startsWith(SERVLET_API)
                ? removed(part, member, users)
                : missing(part, world, member, users, answer)));
    }

    private static Finding removed(Part part, MemberReference member, Users users) {
        return Finding.warning(Kind.REMOVED_API, part.label(), member.text() + " is not in Servlet 6.1, and is used by "
                + users.text(), "Nothing stands in for it here: change the code, or see whether --legacy=on helps.")
                .times(users.count());
    }

    private static Finding missing(Part part, World world, MemberReference member, Users users, Answer answer) {
        String where = world.isOutside(member.owner()) ? "this Java or server" : world.labelOf(member.owner());
        return Finding.warning(Kind.MISSING_MEMBER, part.label(), member.text() + (answer == Answer.MISSING
                ? " is not in " + where
                : " does not fit " + where + ", where that is " + (world.find(member.owner()).isInterface()
                        ? "an interface" : "a class"))
                + ", and is used by " + users.text(),
                "Use versions of the jars that fit each other.").times(users.count());
    }
}
