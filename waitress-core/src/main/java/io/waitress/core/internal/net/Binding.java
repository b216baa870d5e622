package io.waitress.core.internal.net;

import io.waitress.core.settings.ListenAddress;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket, bound and non-blocking. Accepting belongs to one dispatcher role; closing to any thread. */
final class Binding implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final ListenerKind kind;
    /** Null unless this is a Unix domain socket that we have made. */
    private final UnixSocketFile file;

    private Binding(ServerSocketChannel channel, UnixSocketFile file, ListenerKind kind) throws IOException {
        this.channel = channel;
        this.kind = kind;
        this.file = file;
        this.address = file == null ? channel.getLocalAddress() : file.address();
        channel.configureBlocking(false);
    }

    /** Binds every address of the settings, or none. */
    static List<Binding> all(Settings settings) throws IOException {
        List<Binding> bindings = new ArrayList<>();
        boolean complete = false;
        try {
            boolean tls = settings.tls().enabled();
            for (ListenAddress address : settings.listen()) {
                bindEach(address, ListenerKind.of(address, tls), settings, bindings);
            }
            for (ServerSocketChannel inherited : settings.inheritedChannels()) {
                bindings.add(new Binding(inherited, null,
                        ListenerKind.of(ListenAddress.of(inherited.getLocalAddress()), tls)));
            }
            for (ListenAddress address : settings.redirectHttp()) {
                bindEach(address, ListenerKind.REDIRECT, settings, bindings);
            }
            for (ListenAddress address : settings.management().managementListen()) {
                bindEach(address, ListenerKind.MANAGEMENT, settings, bindings);
            }
            complete = true;
        } finally {
            if (!complete) {
                bindings.forEach(Binding::close);
            }
        }
        return bindings;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    SocketAddress address() {
        return address;
    }

    ListenerKind kind() {
        return kind;
    }

    /** Returns the local address of every connection that is accepted here, or null if each knows its own. */
    SocketAddress localAddress() {
        return file == null ? null : address;
    }

    /** Returns the next connection, or null if there is none now. */
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /** Stops listening; has no effect if that was done. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
            if (file != null) {
                file.remove();
            }
        } catch (IOException e) {
            LOG.warn("{} could not be closed cleanly", ListenAddress.of(address), e);
        }
    }

    /**
     * Binds every address of a name, with one port if the system chooses it. An address that this machine does not
     * have is left out if another works, as where localhost stands for ::1 too but there is no IPv6.
     */
    private static void bindEach(ListenAddress wanted, ListenerKind kind, Settings settings, List<Binding> bindings)
            throws IOException {
        int before = bindings.size();
        IOException failed = null;
        int port = 0;
        for (SocketAddress address : wanted.resolve(settings.ipv4(), settings.ipv6())) {
            try {
                Binding binding = bind(withPort(address, port), kind, settings);
                bindings.add(binding);
                port = binding.address instanceof InetSocketAddress inet ? inet.getPort() : 0;
            } catch (IOException | UnsupportedAddressTypeException e) {
                failed = refused(wanted, e);
                if (bindings.size() > before && String.valueOf(e.getMessage()).contains("in use")) {
                    throw failed;
                }
            }
        }
        if (bindings.size() == before) {
            throw failed;
        }
        if (failed != null) {
            LOG.warn("{}; listening on its other addresses", failed.getMessage());
        }
    }

    private static IOException refused(ListenAddress wanted, Exception cause) {
        String reason = cause.getMessage() == null ? "this kind of address is not supported" : cause.getMessage();
        BindException refused = new BindException("Cannot listen on " + wanted + ": " + reason);
        refused.initCause(cause);
        return refused;
    }

    private static Binding bind(SocketAddress address, ListenerKind kind, Settings settings) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            UnixSocketFile.clear(unix.getPath());
            return bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), unix, kind, settings);
        }
        if (isWildcard(address, Inet6Address.class) && !ipv6Available()) {
            InetAddress any = InetAddress.getByAddress(new byte[4]);
            return bind(new InetSocketAddress(any, ((InetSocketAddress) address).getPort()), kind, settings);
        }
        // With the family left open the JDK makes a socket that serves IPv4 too if the address is the IPv6 wildcard.
        boolean ipv4Only = isWildcard(address, Inet4Address.class);
        return bind(ipv4Only ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open(),
                address, kind, settings);
    }

    private static Binding bind(ServerSocketChannel channel, SocketAddress address, ListenerKind kind,
            Settings settings) throws IOException {
        boolean bound = false;
        try {
            UnixSocketFile file = null;
            if (address instanceof UnixDomainSocketAddress unix) {
                file = UnixSocketFile.bind(channel, unix.getPath(), settings.unixSocketPerms(), settings.backlog());
            } else {
                channel.bind(address, settings.backlog());
            }
            Binding binding = new Binding(channel, file, kind);
            bound = true;
            return binding;
        } finally {
            if (!bound) {
                channel.close();
            }
        }
    }

    private static boolean isWildcard(SocketAddress address, Class<? extends InetAddress> kind) {
        return address instanceof InetSocketAddress inet && kind.isInstance(inet.getAddress())
                && inet.getAddress().isAnyLocalAddress();
    }

    private static boolean ipv6Available() {
        try {
            ServerSocketChannel.open(StandardProtocolFamily.INET6).close();
            return true;
        } catch (IOException | UnsupportedOperationException ignored) {
            // Switched off in the system or by java.net.preferIPv4Stack.
            return false;
        }
    }

    private static SocketAddress withPort(SocketAddress address, int port) {
        return port > 0 && address instanceof InetSocketAddress inet
                ? new InetSocketAddress(inet.getAddress(), port) : address;
    }
}
