package io.waitress.examples.embedded;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring MVC as it is by default. */
@Configuration
@EnableWebMvc
public class WebConfiguration implements WebMvcConfigurer {
}
