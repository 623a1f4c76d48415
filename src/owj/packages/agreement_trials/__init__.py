"""What another agreement would have cost over the tickets and deliveries that there were."""
