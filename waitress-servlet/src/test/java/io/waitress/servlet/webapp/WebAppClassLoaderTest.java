package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebAppClassLoaderTest {

    @TempDir
    private Path folder;

    private WebAppClassLoader isolated(Path... places) throws IOException {
        return WebAppClassLoader.isolated("app", urls(places));
    }

    private static List<URL> urls(Path... places) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path place : places) {
            urls.add(place.toUri().toURL());
        }
        return urls;
    }

    private static String read(InputStream stream) throws IOException {
        assertNotNull(stream);
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void showsTheApiOfWebSocketsThoughThereAreNone() throws Exception {
        try (WebAppClassLoader loader = isolated()) {
            for (String name : List.of("jakarta.websocket.server.ServerContainer", "jakarta.websocket.ClientEndpoint")) {
                assertEquals(name, loader.loadClass(name).getName());
            }
        }
    }

    @Test
    void givesTheServersServletApi() throws Exception {
        TestClasses.compile(folder, "jakarta.servlet.Servlet", "package jakarta.servlet; public class Servlet {}");

        try (WebAppClassLoader loader = isolated(folder)) {
            assertSame(Servlet.class, loader.loadClass("jakarta.servlet.Servlet"));
            assertEquals(Servlet.class.getResource("Servlet.class"),
                    loader.getResource("jakarta/servlet/Servlet.class"));
        }
    }

    @Test
    void takesFromTheApplicationWhatTheServersApiLacks() throws Exception {
        TestClasses.compile(folder, "jakarta.servlet.jsp.Own",
                "package jakarta.servlet.jsp; public class Own {}");

        try (WebAppClassLoader loader = isolated(folder)) {
            assertSame(loader, loader.loadClass("jakarta.servlet.jsp.Own").getClassLoader());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "org.slf4j.LoggerFactory",
        "io.waitress.servlet.cli.LogBackend",
        "io.waitress.servlet.webapp.WebAppClassLoader",
        "io.waitress.core.settings.Settings",
        "org.junit.jupiter.api.Test",
    })
    void hidesTheServerFromAnIsolatedApplication(String name) throws Exception {
        Class.forName(name);

        try (WebAppClassLoader loader = isolated(folder)) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass(name));
            assertNull(loader.getResource(name.replace('.', '/') + ".class"));
        }
    }

    @Test
    void hidesTheServersServices() throws Exception {
        String provider = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
        assertNotNull(getClass().getClassLoader().getResource(provider));

        try (WebAppClassLoader loader = isolated(folder)) {
            assertNull(loader.getResource(provider));
            assertEquals(List.of(), Collections.list(loader.getResources(provider)));
        }
    }

    @Test
    void showsTheServersApiToEmbeddingCodeButNotItsInternals() throws Exception {
        try (WebAppClassLoader loader = WebAppClassLoader.embedding("app", urls(folder))) {
            assertSame(io.waitress.core.settings.Settings.class,
                    loader.loadClass("io.waitress.core.settings.Settings"));
            assertThrows(ClassNotFoundException.class,
                    () -> loader.loadClass("io.waitress.servlet.internal.model.DeploymentModel"));
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.slf4j.LoggerFactory"));
        }
    }

    @Test
    void prefersTheApplicationsClassesAndResources() throws Exception {
        TestClasses.compile(folder, "org.slf4j.LoggerFactory",
                "package org.slf4j; public class LoggerFactory {}");
        Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(folder.resolve("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"), "own");

        try (WebAppClassLoader loader = WebAppClassLoader.below("app", urls(folder), getClass().getClassLoader())) {
            Class<?> type = loader.loadClass("org.slf4j.LoggerFactory");
            List<URL> services = Collections.list(
                    loader.getResources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"));

            assertNotSame(LoggerFactory.class, type);
            assertEquals("own", read(services.get(0).openStream()));
            assertTrue(services.size() > 1);
            assertSame(getClass(), loader.loadClass(getClass().getName()));
        }
    }

    @Test
    void prefersTheJdksClasses() throws Exception {
        TestClasses.compile(folder, "com.sun.own.Thing", "package com.sun.own; public class Thing {}");
        TestClasses.compile(folder, "javax.own.Thing", "package javax.own; public class Thing {}");
        Path copy = Files.createDirectories(folder.resolve("org/xml/sax")).resolve("XMLReader.class");
        try (InputStream original = org.xml.sax.XMLReader.class.getResourceAsStream("XMLReader.class")) {
            Files.copy(original, copy);
        }

        try (WebAppClassLoader loader = isolated(folder)) {
            assertSame(org.xml.sax.XMLReader.class, loader.loadClass("org.xml.sax.XMLReader"));
            assertSame(java.sql.Connection.class, loader.loadClass("java.sql.Connection"));
            assertSame(loader, loader.loadClass("com.sun.own.Thing").getClassLoader());
            assertSame(loader, loader.loadClass("javax.own.Thing").getClassLoader());
        }
    }

    @Test
    void readsMultiReleaseJars() throws Exception {
        Path files = folder.resolve("files");
        Files.createDirectories(files.resolve("META-INF/versions/11"));
        Files.writeString(files.resolve("which"), "base");
        Files.writeString(files.resolve("META-INF/versions/11/which"), "11");
        Path jar = folder.resolve("mr.jar");
        TestClasses.jar(jar, files, Map.of("Multi-Release", "true"));

        try (WebAppClassLoader loader = isolated(jar)) {
            assertEquals("11", read(loader.getResourceAsStream("which")));
        }
    }

    @Test
    void definesPackagesFromManifests() throws Exception {
        Path files = folder.resolve("files");
        TestClasses.compile(files, "shop.Cart", "package shop; public class Cart {}");
        Path jar = folder.resolve("shop.jar");
        TestClasses.jar(jar, files, Map.of("Implementation-Version", "4.2"));

        try (WebAppClassLoader loader = isolated(jar)) {
            assertEquals("4.2", loader.loadClass("shop.Cart").getPackage().getImplementationVersion());
        }
    }

    @Test
    void letsGoOfJarsWhenClosed() throws Exception {
        Path files = folder.resolve("files");
        TestClasses.compile(files, "shop.Cart", "package shop; public class Cart {}");
        Path jar = folder.resolve("shop.jar");
        TestClasses.jar(jar, files, Map.of());
        WebAppClassLoader loader = isolated(jar);
        InputStream resource = loader.getResourceAsStream("shop/Cart.class");

        loader.close();

        assertThrows(IOException.class, resource::readAllBytes);
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("shop.Cart"));
    }
}
