# The table of the course's own demo. It has no key: rows are told apart by a hidden number.
CREATE DATABASE IF NOT EXISTS demo;
USE demo;
CREATE TABLE IF NOT EXISTS course (title VARCHAR(40), instructor VARCHAR(40), duration INT, created DATE, url VARCHAR(256));
