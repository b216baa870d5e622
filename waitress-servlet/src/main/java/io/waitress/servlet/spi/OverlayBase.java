package io.waitress.servlet.spi;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Several bases laid over each other; earlier ones win. */
final class OverlayBase implements ResourceBase {

    private final List<ResourceBase> bases;

    OverlayBase(List<ResourceBase> bases) {
        this.bases = List.copyOf(bases);
    }

    @Override
    public Resource resource(String path) {
        for (ResourceBase base : bases) {
            Resource resource = base.resource(path);
            if (resource != null) {
                return resource;
            }
        }
        return null;
    }

    @Override
    public Set<String> list(String path) {
        Set<String> names = new TreeSet<>();
        for (ResourceBase base : bases) {
            names.addAll(base.list(path));
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ResourceBase base : bases) {
            try {
                base.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
