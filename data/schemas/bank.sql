# Accounts and what moved between them.
CREATE DATABASE IF NOT EXISTS demo;
USE demo;
CREATE TABLE IF NOT EXISTS acct (id INT PRIMARY KEY, balance INT NOT NULL);
INSERT IGNORE INTO acct (id, balance) VALUES (1, 1000), (2, 1000), (3, 1000), (4, 1000), (5, 1000), (6, 1000), (7, 1000), (8, 1000);
