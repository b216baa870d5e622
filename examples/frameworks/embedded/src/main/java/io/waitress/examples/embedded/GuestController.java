package io.waitress.examples.embedded;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Answers what is not below /api. */
@RestController
public class GuestController {

    @GetMapping(path = "/hello/{name}", produces = "text/plain; charset=UTF-8")
    public String hello(@PathVariable String name, HttpSession session) {
        Object before = session.getAttribute("name");
        session.setAttribute("name", name);
        return "Hello, " + name + (before == null ? "" : ", after " + before);
    }

    @GetMapping("/later")
    public Callable<String> later() {
        return () -> "later";
    }

    @PostMapping("/upload")
    public String upload(@RequestParam MultipartFile file) throws IOException {
        return file.getOriginalFilename() + ": " + file.getBytes().length;
    }
}
