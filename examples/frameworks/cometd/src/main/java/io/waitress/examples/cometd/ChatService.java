package io.waitress.examples.cometd;

import java.util.Map;
import java.util.TreeMap;
import javax.annotation.PostConstruct;
import javax.inject.Inject;
import org.cometd.annotation.Listener;
import org.cometd.annotation.Service;
import org.cometd.annotation.Session;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.LocalSession;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/** Passes on what somebody says to all who listen, with a number. */
@Service("chat")
public class ChatService {

    @Inject
    private BayeuxServer bayeux;

    @Session
    private LocalSession self;

    private int said;

    @PostConstruct
    void open() {
        bayeux.createChannelIfAbsent("/chat", channel -> channel.setPersistent(true));
    }

    @Listener("/service/say")
    public void say(ServerSession from, ServerMessage message) {
        Map<String, Object> answer = new TreeMap<>();
        answer.put("text", message.getDataAsMap().get("text"));
        answer.put("number", next());
        bayeux.getChannel("/chat").publish(self, answer, Promise.noop());
    }

    private synchronized int next() {
        return ++said;
    }
}
