package dev.sluice.peers.springreceiver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A receiver as Spring Boot makes it: MVC on Tomcat with virtual threads, and a Kafka template. */
@SpringBootApplication
public class SpringReceiver {
    /** Runs until it is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(SpringReceiver.class, args);
    }
}
