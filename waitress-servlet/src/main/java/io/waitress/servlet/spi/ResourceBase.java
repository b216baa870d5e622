package io.waitress.servlet.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The resources of a web application. Safe from any thread.
 *
 * <p>Paths start with a slash. A base answers for any string: a path that is not canonical (with an empty, {@code .} or
 * {@code ..} segment, a backslash or a control character) names nothing, nor does another spelling of a name that the
 * file system would accept. A slash at the end asks for a folder.
 */
public interface ResourceBase extends AutoCloseable {

    /**
     * Looks a resource up.
     *
     * @param path the path, for example {@code /images/logo.png}
     * @return the resource, or null if there is none
     */
    Resource resource(String path);

    /**
     * Returns what a folder contains.
     *
     * @param path the path of the folder, with or without a slash at the end
     * @return the names of its members, those of folders with a slash at the end; empty if there is no such folder
     */
    Set<String> list(String path);

    /** Releases what the base holds open; it must not be used any more. */
    @Override
    default void close() throws IOException {
    }

    /**
     * Returns the contents of a folder. Symbolic links that lead out of the folder are not followed.
     *
     * @param folder an existing folder
     * @return the base
     * @throws IOException if it is not a folder that can be read
     */
    static ResourceBase folder(Path folder) throws IOException {
        return new FolderBase(folder, false);
    }

    /**
     * Returns the contents of a folder, following symbolic links wherever they lead.
     *
     * @param folder an existing folder
     * @return the base
     * @throws IOException if it is not a folder that can be read
     */
    static ResourceBase folderWithLinks(Path folder) throws IOException {
        return new FolderBase(folder, true);
    }

    /**
     * Returns the contents of a folder inside an archive.
     *
     * @param archive a zip or jar file
     * @param folder the folder, for example {@code META-INF/resources}; empty for the whole archive
     * @return the base, holding the archive open until closed
     * @throws IOException if the archive cannot be read
     */
    static ResourceBase archive(Path archive, String folder) throws IOException {
        return new ArchiveBase(archive, folder);
    }

    /**
     * Returns the contents of a folder on the class path, in every folder and jar that has it. A jar takes part if it
     * lists the folder itself, as those made by the usual tools do.
     *
     * @param loader whose class path
     * @param folder the folder, for example {@code static}
     * @return the base, holding jars open until closed
     * @throws IOException if there is no such folder or it cannot be read
     */
    static ResourceBase classPath(ClassLoader loader, String folder) throws IOException {
        return ClassPathFolder.open(loader, folder);
    }

    /**
     * Lays several bases over each other.
     *
     * @param bases the bases; earlier ones win
     * @return the base; closing it closes all of them
     */
    static ResourceBase overlay(List<ResourceBase> bases) {
        return bases.size() == 1 ? bases.get(0) : new OverlayBase(bases);
    }

    /**
     * Returns a base without resources.
     *
     * @return the base
     */
    static ResourceBase empty() {
        return new OverlayBase(List.of());
    }
}
