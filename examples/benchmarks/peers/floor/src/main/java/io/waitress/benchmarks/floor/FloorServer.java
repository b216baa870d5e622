package io.waitress.benchmarks.floor;

import io.waitress.benchmarks.launch.Launch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The floor of a server with one selector and a pool of workers on this JVM: the selector's thread reads and looks for
 * the end of each request's head, a worker writes a prepared response straight to the socket. The key stays registered
 * for reading, so a request costs no epoll_ctl and no wake-up of the selector. No header but {@code Connection: close}
 * is read, so no real server gets here.
 */
final class FloorServer {

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Answers answers;
    private final Executor workers;

    private FloorServer(Launch launch) throws IOException {
        this.answers = Answers.of(launch.war());
        this.workers = Executors.newFixedThreadPool(launch.threads());
        this.selector = Selector.open();
        this.listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(launch.host(), launch.port()), Launch.BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        new FloorServer(Launch.parse(arguments)).serve();
    }

    private void serve() throws IOException {
        for (;;) {
            selector.select(this::ready);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof FloorConnection connection) {
                connection.ready();
            } else {
                accept();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The listening socket failed", e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel;
        while ((channel = listener.accept()) != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new FloorConnection(channel, key, answers, workers));
        }
    }
}
