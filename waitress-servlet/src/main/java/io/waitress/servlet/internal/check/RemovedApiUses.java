package io.waitress.servlet.internal.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Finds what a converted application uses of the API that Servlet 6 removed: references to what stands in for it. */
final class RemovedApiUses implements Inspection {

    static final String OURS = "io/waitress/servlet/legacy/";
    private static final String CALLS = OURS + "Removed";
    private static final Set<String> TYPES =
            Set.of(OURS + "SingleThreadModel", OURS + "HttpSessionContext", OURS + "HttpUtils");

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.parts()) {
            Map<String, Users> used = new LinkedHashMap<>();
            part.types().forEach((name, users) -> {
                if (TYPES.contains(name)) {
                    used.put("javax.servlet." + (name.endsWith("Model") ? "" : "http.")
                            + name.substring(OURS.length()), users);
                }
            });
            part.members().forEach((member, users) -> {
                String text = text(member, subject.world());
                if (text != null) {
                    used.putIfAbsent(text, users);
                }
            });
            used.forEach((text, users) -> findings.accept(Finding.info(Kind.REMOVED_API, part.label(),
                    text + " is bridged, and used by " + users.text(), "").times(users.count())));
        }
    }

    /** Returns the removed method that a call stands for, or null. */
    private static String text(MemberReference member, World world) {
        if (member.owner().equals(CALLS)) {
            int end = member.descriptor().indexOf(';');
            String receiver = end < 0 ? "" : member.descriptor().substring(2, end);
            return new MemberReference(receiver.replace("jakarta/", "javax/"), member.name(),
                    "(" + member.descriptor().substring(end + 1), member.kind()).text();
        }
        if (!member.owner().startsWith(OURS + "Legacy") || world.find(member) != World.Answer.FOUND) {
            return null;
        }
        ClassOutline stand = world.find(member.owner());
        String above = stand.isInterface() ? stand.interfaces().get(0) : stand.superName();
        MemberReference before = new MemberReference(above, member.name(), member.descriptor(), member.kind());
        return world.find(before) == World.Answer.MISSING || before.name().equals("<init>")
                        && !world.find(above).declares(before.signature())
                ? new MemberReference(above.replace("jakarta/", "javax/"), member.name(), member.descriptor(),
                        member.kind()).text()
                : null;
    }
}
