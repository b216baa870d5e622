package io.waitress.examples.spring6;

import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.web.context.annotation.SessionScope;

/** What the whole application shares. */
@Configuration
public class KitchenConfiguration {

    @Bean
    VisitsFilter visits() {
        return new VisitsFilter();
    }

    @Bean
    @SessionScope
    Basket basket() {
        return new Basket();
    }

    @Bean
    MessageSource messageSource() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }
}
